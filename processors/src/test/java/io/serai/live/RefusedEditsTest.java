package io.serai.live;

import static io.serai.catalog.ConfigState.State.IN_FORCE;
import static io.serai.catalog.ConfigState.State.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.catalog.ConfigState;
import java.nio.file.Path;
import org.apache.camel.component.servlet.ServletComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusedEditsTest {

    private static final String PATH = "routes/echo.camel.yaml";
    private static final String SAY = "connectors/say-sink.kamelet.yaml";

    @TempDir
    private Path folder;

    private Bench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(folder).bean("mark", exchange -> exchange.getMessage().setHeader("mark", "yes"));
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void refusesBrokenYamlWithItsLineAndKeepsTheLastGoodVersion() throws Exception {
        bench.write(PATH, LiveRoutesTest.echo("one")).start();

        ConfigState report = bench.edit(PATH, LiveRoutesTest.echo("two") + "   - [");

        assertThat(report.state()).isEqualTo(REFUSED);
        assertThat(report.line()).isEqualTo(7);
        assertThat(report.reason()).startsWith("not valid YAML: ");
        assertThat(report.version()).isEqualTo(1);
        assertThat(bench.ask("direct:echo")).isEqualTo("one");
    }

    @Test
    void refusesAnUnknownStepByItsName() throws Exception {
        bench.write(PATH, LiveRoutesTest.echo("one")).start();

        ConfigState report = bench.edit(PATH, LiveRoutesTest.echo("two").replace("setBody", "setBodyy"));

        assertThat(report.reason()).isEqualTo("unknown step 'setBodyy'; did you mean 'setBody'?");
        assertThat(report.line()).isEqualTo(6);
        assertThat(bench.ask("direct:echo")).isEqualTo("one");
    }

    @Test
    void refusesAnUnknownOptionOfAStep() throws Exception {
        bench.write(PATH, LiveRoutesTest.echo("one")).start();

        ConfigState report =
                bench.edit(PATH, LiveRoutesTest.echo("two").replace("{id: echo-say,", "{id: echo-say, idd: x,"));

        assertThat(report.reason()).isEqualTo("'setBody' has no option 'idd'");
        assertThat(report.line()).isEqualTo(6);
    }

    @Test
    void refusesAnUnknownBeanWithItsLine() throws Exception {
        bench.write(PATH, LiveRoutesTest.echo("one")).start();

        ConfigState report =
                bench.edit(PATH, LiveRoutesTest.echo("two") + "        - process: {id: echo-mark, ref: markk}\n");

        assertThat(report.reason()).startsWith("there is no bean 'markk'");
        assertThat(report.line()).isEqualTo(7);
        assertThat(bench.ask("direct:echo")).isEqualTo("one");
    }

    @ParameterizedTest
    @CsvSource({"judge, requireAnswer", "explain, classifyFailure", "missed, attemptFailed"})
    void namesAStepByItsNewName(String before, String now) throws Exception {
        bench.write(PATH, LiveRoutesTest.echo("one")).start();

        ConfigState report = bench.edit(
                PATH, LiveRoutesTest.echo("two") + "        - process: {id: echo-mark, ref: " + before + "}\n");

        assertThat(report.reason()).isEqualTo("there is no bean '" + before + "'; it is called '" + now + "' now");
    }

    @Test
    void refusesABadEndpointOption() throws Exception {
        bench.write(PATH, LiveRoutesTest.echo("one")).start();

        ConfigState report = bench.edit(
                PATH, LiveRoutesTest.echo("two") + "        - to: {id: echo-log, uri: \"log:x?showAl=true\"}\n");

        assertThat(report.reason()).isEqualTo("the endpoint 'log://x' is not good: it has no option 'showAl'");
        assertThat(report.line()).isEqualTo(7);
    }

    @Test
    void refusesAnUnknownComponent() throws Exception {
        bench.write(PATH, LiveRoutesTest.echo("one")).start();

        ConfigState report =
                bench.edit(PATH, LiveRoutesTest.echo("two") + "        - to: {id: echo-fax, uri: \"fax:office\"}\n");

        assertThat(report.reason()).contains("fax");
        assertThat(report.line()).isEqualTo(7);
    }

    @Test
    void refusesABadSimpleExpression() throws Exception {
        bench.write(PATH, LiveRoutesTest.echo("one")).start();

        ConfigState report = bench.edit(
                PATH, LiveRoutesTest.echo("two") + "        - setBody: {id: echo-two, simple: \"${bdy}\"}\n");

        assertThat(report.reason()).startsWith("the expression '${bdy}' is not Simple: ");
        assertThat(report.line()).isEqualTo(7);
    }

    @Test
    void refusesToSendWhereNobodyReads() throws Exception {
        bench.write(PATH, LiveRoutesTest.echo("one")).start();

        ConfigState report =
                bench.edit(PATH, LiveRoutesTest.echo("two") + "        - to: {id: echo-on, uri: \"direct:nowhere\"}\n");

        assertThat(report.reason()).startsWith("no route reads direct:nowhere");
        assertThat(report.line()).isEqualTo(7);
    }

    @Test
    void refusesARouteThatCallsItself() throws Exception {
        bench.write(PATH, LiveRoutesTest.echo("one")).start();

        ConfigState report =
                bench.edit(PATH, LiveRoutesTest.echo("two") + "        - to: {id: echo-on, uri: \"direct:echo\"}\n");

        assertThat(report.reason())
                .isEqualTo("a call would never end: direct:echo calls direct:echo; send it elsewhere");
        assertThat(report.line()).isEqualTo(7);
        assertThat(bench.ask("direct:echo")).isEqualTo("one");
    }

    @Test
    void refusesRoutesOfSeveralFilesThatCallEachOther() throws Exception {
        bench.write(PATH, LiveRoutesTest.echo("one"))
                .write("routes/on.camel.yaml", on("on", "direct:further"))
                .write("routes/further.camel.yaml", on("further", "direct:echo"))
                .start();

        ConfigState report = bench.edit(
                PATH,
                LiveRoutesTest.echo("two") + "        - wireTap: {id: echo-on, uri: direct, parameters: {name: on}}\n");

        assertThat(report.reason())
                .isEqualTo("a call would never end: direct:echo calls direct:on, which (in routes/on.camel.yaml) calls"
                        + " direct:further, which (in routes/further.camel.yaml) calls direct:echo; send it elsewhere");
        assertThat(report.line()).isEqualTo(7);
        assertThat(bench.ask("direct:on")).isEqualTo("one");
    }

    @Test
    void refusesAnEnrichmentThatAsksItsOwnRoute() throws Exception {
        bench.write(PATH, LiveRoutesTest.echo("one")).start();

        ConfigState report = bench.edit(
                PATH, LiveRoutesTest.echo("two") + "        - enrich: {id: echo-on, constant: \"direct:echo\"}\n");

        assertThat(report.reason()).startsWith("a call would never end: ");
        assertThat(report.line()).isEqualTo(7);
    }

    @Test
    void refusesAConnectorThatLeadsBackToItsCallerOrToItself() throws Exception {
        bench.write(SAY, say("one"))
                .write(PATH, on("echo", "kamelet:say-sink?word=x"))
                .start();

        ConfigState back = bench.edit(SAY, say("two") + "        - to: {id: say-on, uri: \"direct:echo\"}\n");
        assertThat(back.reason())
                .isEqualTo("a call would never end: kamelet:say-sink calls direct:echo, which"
                        + " (in routes/echo.camel.yaml) calls kamelet:say-sink; send it elsewhere");
        assertThat(back.line()).isEqualTo(14);
        ConfigState itself =
                bench.edit(SAY, say("two") + "        - to: {id: say-on, uri: \"kamelet:say-sink?word=x\"}\n");
        assertThat(itself.reason()).startsWith("a call would never end: kamelet:say-sink calls kamelet:say-sink");
        assertThat(bench.ask("direct:echo")).isEqualTo("one x");
    }

    @Test
    void refusesAConnectorThatLeadsBackToWhereItIsChosen() throws Exception {
        bench.write(SAY, say("one"))
                .write(
                        PATH,
                        on("echo", "kamelet:${exchangeProperty.address}?word=x").replace("to:", "toD:"))
                .start();

        ConfigState back = bench.edit(SAY, say("two") + "        - to: {id: say-on, uri: \"direct:echo\"}\n");

        assertThat(back.reason()).startsWith("a call would never end: kamelet:say-sink calls direct:echo, which");
        assertThat(back.line()).isEqualTo(14);
    }

    @Test
    void refusesARouteThatAConnectorLeadsBackTo() throws Exception {
        bench.write(SAY, say("one") + "        - to: {id: say-on, uri: \"direct:echo\"}\n")
                .write(PATH, LiveRoutesTest.echo("one"))
                .start();

        ConfigState report = bench.edit(
                PATH, LiveRoutesTest.echo("two") + "        - to: {id: echo-on, uri: kamelet:say-sink?word=x}\n");

        assertThat(report.reason()).startsWith("a call would never end: direct:echo calls kamelet:say-sink");
        assertThat(report.line()).isEqualTo(7);
    }

    @Test
    void refusesACircleThatStandsOnDiskAtTheStart() throws Exception {
        bench.write(PATH, LiveRoutesTest.echo("one"))
                .write("routes/on.camel.yaml", on("on", "direct:further"))
                .write("routes/further.camel.yaml", on("further", "direct:on"))
                .start();

        assertThat(bench.report("routes/further.camel.yaml").reason()).startsWith("a call would never end: ");
        assertThat(bench.report("routes/further.camel.yaml").line()).isEqualTo(6);
        assertThat(bench.ask("direct:echo")).isEqualTo("one");
    }

    @Test
    void leavesTargetsAloneThatOnlyACallKnows() throws Exception {
        bench.write(PATH, LiveRoutesTest.echo("one")).start();

        ConfigState report = bench.edit(
                PATH,
                LiveRoutesTest.echo("two")
                        + "        - toD: {id: echo-on, uri: \"log:${header.to}?level=DEBUG\"}\n"
                        + LiveRoutesTest.echo("x")
                                .replace("echo", "twice")
                                .replace("- setBody: {id: twice-say, constant: \"x\"}", """
                                - to: {id: twice-first, uri: "direct:echo"}
                                        - to: {id: twice-second, uri: "direct:echo"}"""));

        assertThat(report.state()).as(report.toString()).isEqualTo(IN_FORCE);
        assertThat(bench.ask("direct:twice")).isEqualTo("two");
    }

    private static String on(String name, String to) {
        return """
                - route:
                    id: %1$s
                    from:
                      uri: direct:%1$s
                      steps:
                        - to: {id: %1$s-to, uri: "%2$s"}
                """.formatted(name, to);
    }

    @Test
    void refusesAConnectorThatNobodyCouldCall() throws Exception {
        bench.write(SAY, say("one"))
                .write(PATH, on("echo", "kamelet:say-sink?word=x"))
                .start();

        ConfigState report = bench.edit(SAY, say("two").replace("kamelet:source", "direct:source"));

        assertThat(report.reason()).isEqualTo("a connector begins with 'uri: kamelet:source'");
        assertThat(report.line()).isEqualTo(10);
        assertThat(bench.ask("direct:echo")).isEqualTo("one x");
    }

    @Test
    void refusesToTakeAConnectorAwayByANewName() throws Exception {
        bench.write(SAY, say("one")).start();

        ConfigState report = bench.edit(SAY, say("two").replace("name: say-sink", "name: say-snk"));

        assertThat(report.reason())
                .isEqualTo("would take the connector 'say-sink' away; put 'say-snk' into a file of its own");
        assertThat(report.line()).isEqualTo(3);
        bench.edit(PATH, on("echo", "kamelet:say-sink?word=x"));
        assertThat(bench.ask("direct:echo")).isEqualTo("one x");
    }

    private static String say(String word) {
        return """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata: {name: say-sink, labels: {camel.apache.org/kamelet.type: sink}}
                spec:
                  definition:
                    title: Say
                    properties:
                      word: {title: Word, type: string}
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - setBody: {id: say, constant: "%s {{word}}"}
                """.formatted(word);
    }

    @Test
    void refusesToSendToARouteThatTheSameEditTakesAway() throws Exception {
        String both = LiveRoutesTest.echo("one") + "        - to: {id: echo-on, uri: \"direct:on\"}\n";
        bench.write(PATH, both + on("on", "log:on")).start();

        ConfigState report = bench.edit(PATH, both);

        assertThat(report.reason()).startsWith("no route reads direct:on");
        assertThat(report.line()).isEqualTo(7);
        assertThat(bench.ask("direct:echo")).isEqualTo("one");
    }

    @Test
    void refusesAnEndpointThatIsReadTwice() throws Exception {
        bench.write(PATH, LiveRoutesTest.echo("one")).start();
        String again = LiveRoutesTest.echo("two").replace("id: echo", "id: again");

        ConfigState report = bench.edit(PATH, LiveRoutesTest.echo("one") + again);
        assertThat(report.reason()).isEqualTo("direct:echo is read twice in this file; only one route may");
        assertThat(report.line()).isEqualTo(10);
        ConfigState other = bench.edit("routes/other.camel.yaml", again);
        assertThat(other.reason()).startsWith("direct:echo is already read in routes/echo.camel.yaml");
        assertThat(other.line()).isEqualTo(4);
    }

    @Test
    void startsWithoutAFileThatOpensADoorOfAShippedOne() throws Exception {
        String door = on("door", "direct:echo").replace("direct:door", "servlet:/v1/x?httpMethodRestrict=POST");
        bench.context.addComponent("servlet", new ServletComponent());
        bench.write(PATH, LiveRoutesTest.echo("one"))
                .packaged("routes/door.camel.yaml", door)
                .write("routes/door.camel.yaml", door)
                .write("routes/get.camel.yaml", door.replace("door", "get").replace("POST", "GET"))
                .write("routes/other.camel.yaml", door.replace("door", "other"))
                .start();

        assertThat(bench.report("routes/door.camel.yaml").state()).isEqualTo(IN_FORCE);
        assertThat(bench.report("routes/get.camel.yaml").state()).isEqualTo(IN_FORCE);
        assertThat(bench.report("routes/other.camel.yaml").reason())
                .startsWith("servlet:/v1/x?httpMethodRestrict=POST is already read in routes/door.camel.yaml");
        assertThat(bench.report("routes/other.camel.yaml").line()).isEqualTo(4);
    }

    @Test
    void findsTheLineOfWhatCamelDoesNotKnow() throws Exception {
        bench.write(PATH, LiveRoutesTest.echo("one")).start();

        ConfigState setting =
                bench.edit(PATH, LiveRoutesTest.echo("two") + "        - log: {id: echo-log, message: \"{{nope}}\"}\n");
        assertThat(setting.reason()).isEqualTo("there is no setting 'nope'");
        assertThat(setting.line()).isEqualTo(7);
        ConfigState language =
                bench.edit(PATH, LiveRoutesTest.echo("two") + "        - setBody: {id: echo-two, jq: \"$.x\"}\n");
        assertThat(language.reason()).isEqualTo("the language 'jq' is not here; use simple, jsonpath or constant");
        assertThat(language.line()).isEqualTo(7);
        ConfigState type = bench.edit(PATH, LiveRoutesTest.echo("two") + """
                        - doTry:
                            id: echo-try
                            steps:
                              - log: {id: echo-tried, message: x}
                            doCatch:
                              - id: echo-catch
                                exception: ["java.lang.Excption"]
                                steps:
                                  - log: {id: echo-caught, message: x}
                """);
        assertThat(type.reason()).isEqualTo("there is no class 'java.lang.Excption'");
        assertThat(type.line()).isEqualTo(13);
    }

    @Test
    void aNewFileThatIsRefusedLeavesTheGatewayReady() throws Exception {
        bench.write(PATH, LiveRoutesTest.echo("one")).start();

        ConfigState report = bench.edit("routes/copy.camel.yaml", LiveRoutesTest.echo("two"));

        assertThat(report.state()).isEqualTo(REFUSED);
        assertThat(bench.live().report().sound()).isFalse();
        assertThat(bench.live().report().complete()).isTrue();
    }

    @Test
    void refusesCodeInTheFile() throws Exception {
        bench.write(PATH, LiveRoutesTest.echo("one")).start();

        assertThat(bench.edit(PATH, LiveRoutesTest.echo("two") + "        - script: {id: echo-run, groovy: \"1\"}\n")
                        .reason())
                .startsWith("'script' runs code");
        assertThat(bench.edit(
                                PATH,
                                LiveRoutesTest.echo("two")
                                        + "        - bean: {id: echo-run, beanType: java.lang.Runtime}\n")
                        .reason())
                .startsWith("'beanType' calls any class");
        assertThat(bench.edit(
                                PATH,
                                LiveRoutesTest.echo("two")
                                        + "        - to: {id: echo-run, uri: \"class:java.lang.Runtime\"}\n")
                        .reason())
                .startsWith("'class:' runs code");
    }

    @Test
    void refusesAnIdThatAnotherFileHas() throws Exception {
        bench.write(PATH, LiveRoutesTest.echo("one")).start();

        ConfigState report = bench.edit(
                "routes/other.camel.yaml", LiveRoutesTest.echo("two").replace("direct:echo", "direct:other"));

        assertThat(report.state()).isEqualTo(REFUSED);
        assertThat(report.reason()).startsWith("id 'echo' is already used in routes/echo.camel.yaml");
        assertThat(report.version()).isZero();
    }
}

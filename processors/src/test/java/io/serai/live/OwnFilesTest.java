package io.serai.live;

import static io.serai.catalog.ConfigState.State.IN_FORCE;
import static io.serai.catalog.ConfigState.State.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.catalog.ConfigState;
import io.serai.live.check.NoBroker;
import java.nio.file.Path;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsConfiguration;
import org.apache.camel.component.servlet.ServletComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file of one's own may not do to the routes of others, and what it is told. */
class OwnFilesTest {

    private static final String SHIPPED = "routes/echo.camel.yaml";
    private static final String OWN = "routes/own.camel.yaml";

    @TempDir
    private Path folder;

    private Bench bench;

    @BeforeEach
    void open() {
        bench = new Bench(folder);
        bench.context.addComponent("servlet", new ServletComponent());
        bench.packaged(SHIPPED, LiveRoutesTest.echo("one"));
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    private static String own(String from, String... steps) {
        String text = """
                - route:
                    id: own
                    from:
                      uri: "%s"
                      steps:
                        - log: {id: own-log, message: x}
                """.formatted(from);
        for (String step : steps) {
            text += "        " + step + "\n";
        }
        return text;
    }

    private void refuses(String text, String reason, int line) {
        ConfigState report = bench.edit(OWN, text);
        assertThat(report.state()).as(report.toString()).isEqualTo(REFUSED);
        assertThat(report.reason()).contains(reason);
        assertThat(report.line()).as(report.reason()).isEqualTo(line);
        assertThat(bench.ask("direct:echo")).isEqualTo("one");
        assertThat(bench.live().report().complete()).isTrue();
        assertThat(bench.live().report().sound()).isFalse();
    }

    @Test
    void refusesWhatWouldHoldForTheRoutesOfOthers() throws Exception {
        bench.start();

        refuses(own("direct:own") + """
                        - interceptSendToEndpoint:
                            id: own-skip
                            uri: direct:echo
                            skipSendToOriginalEndpoint: "true"
                            steps:
                              - log: {id: own-skipped, message: x}
                        """, "put a step before the 'to' instead", 7);
        refuses(
                own("direct:own") + "- errorHandler: {deadLetterChannel: {deadLetterUri: \"log:dead\"}}\n",
                "put it into each route that wants it",
                7);
        refuses(
                "- routeConfiguration:\n    onCompletion:\n      - onCompletion: {id: x, steps: [{log: {message: x}}]}\n",
                "give it an id",
                1);
        refuses("""
                - routeConfiguration:
                    id: own-conf
                    interceptSendToEndpoint:
                      - interceptSendToEndpoint: {id: own-skip, uri: "direct:echo", steps: [{log: {message: x}}]}
                """, "put a step before the 'to' instead", 3);
    }

    @Test
    void isReadyWithoutAFileOfOnesOwnAtTheStart() throws Exception {
        bench.write(OWN, own("direct:own") + "- errorHandler: {deadLetterChannel: {deadLetterUri: \"log:dead\"}}\n")
                .write("connectors/own.kamelet.yaml", "kind: Kamlet")
                .start();

        assertThat(bench.report(OWN)).matches(file -> file.state() == REFUSED && file.version() == 0);
        assertThat(bench.report("connectors/own.kamelet.yaml").state()).isEqualTo(REFUSED);
        assertThat(bench.live().report().complete()).isTrue();
        assertThat(bench.live().report().sound()).isFalse();
    }

    @Test
    void isNotReadyWithoutAShippedFile() throws Exception {
        bench.packaged("routes/lost.camel.yaml", "- beans: []\n").start();

        assertThat(bench.live().report().complete()).isFalse();

        bench.edit("routes/lost.camel.yaml", LiveRoutesTest.echo("found").replace("echo", "lost"));
        assertThat(bench.live().report().complete()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "servlet:/chat/completions|would answer requests of servlet:/chat/completions",
                "servlet:/Chat/Completions/?httpMethodRestrict=POST,PUT|would answer requests of",
                "servlet://chat/completions|would answer requests of",
                "servlet:/chat?matchOnUriPrefix=true|would answer requests of",
                "servlet:/?matchOnUriPrefix=true|would answer requests of",
                "servlet:/{all}/completions|would answer requests of",
                "servlet:/models/gpt-4o|would answer requests of servlet:/models",
                "jms:llm.requests|is already read in routes/doors.camel.yaml",
                "jms:queue:llm.requests?concurrentConsumers=2|is already read in routes/doors.camel.yaml",
                "jms:queue:serai.usage|are the gateway's own",
                "'jms:queue:{{x:serai.usage}}'|are the gateway's own",
                "jms:topic:serai.usage|are the gateway's own",
                "jms:topic:llm.requests|is already read in routes/doors.camel.yaml",
                "jms:queue:llm.requests::llm.requests|give the plain name of one",
                "'jms:queue:#'|give the plain name of one",
                "'jms:topic:llm.*'|give the plain name of one",
                "jms:queue:zz?destinationName=llm.requests|behind 'jms:queue:'",
                "jms:queue:%73erai.usage|are the gateway's own",
                "outbox:usage|the outbox has one reader",
                "'direct:{{x:chat}}'|what a route reads is written out",
                "'direct:c%68at'|what a route reads is written out",
                "'jms:queue:{{x:llm.requests}}'|what a route reads is written out",
                "'jms:queue:{{y:serai}}.usage'|what a route reads is written out",
                "'{{x:outbox}}:usage'|what a route reads is written out",
                "rest:get:hello|begin a route with servlet:/path instead",
            })
    void refusesToTakeRequestsFromTheShippedDoors(String from, String reason) throws Exception {
        bench.context.addComponent("jms", new JmsComponent(new JmsConfiguration(new NoBroker())));
        String doors = door("chat", "servlet:/chat/completions", "httpMethodRestrict: POST")
                + door("models", "servlet:/models", "httpMethodRestrict: \"GET,HEAD\", matchOnUriPrefix: true")
                + door("queue", "jms:queue:llm.requests", "transacted: true, autoStartup: false");
        bench.packaged("routes/doors.camel.yaml", doors).start();

        refuses(own(from), reason, 4);
    }

    private static String door(String id, String uri, String parameters) {
        return """
                - route:
                    id: %1$s
                    from:
                      uri: %2$s
                      parameters: {%3$s}
                      steps:
                        - log: {id: %1$s-log, message: x}
                """.formatted(id, uri, parameters);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- to: {id: own-stop, uri: \"controlbus:route?routeId=echo&action=stop\"}",
                "- to: {id: own-stop, uri: controlbus, parameters: {command: route, routeId: echo, action: stop}}",
                "- to: {id: own-forge, uri: \"jms:queue:serai.usage\"}",
                "- toD: {id: own-forge, uri: \"jms:serai.usage.dlq?x=${body}\"}",
                "- wireTap: {id: own-forge, uri: jms, parameters: {destinationName: serai.usage}}",
                "- pollEnrich: {id: own-forge, constant: \"jms:queue:serai.usage\"}",
            })
    void refusesToReachIntoTheGateway(String step) throws Exception {
        bench.start();

        refuses(own("direct:own", step), "the gateway's", 7);
    }

    /** A file is tried before it is in force: nothing of it may act or fetch by being read. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- to: {id: own-to, uri: \"log:{{bean:dataSource.close}}\"}|calls a bean as soon as the file is read",
                "- setBody: {id: own-to, constant: \"{{x:{{bean:dataSource.close}}}}\"}|calls a bean as soon as the file is read",
                "- setBody: {id: own-to, constant: \"resource:http://127.0.0.1:1/x\"}|fetched as soon as the file is read",
                "- setBody: {id: own-to, simple: \"resource:file:/etc/passwd\"}|fetched as soon as the file is read",
                "- to: {id: own-to, uri: \"xslt:http://127.0.0.1:1/x.xsl\"}|fetched as soon as the file is read",
                "- to: {id: own-to, uri: \"kamelet:evil?location=http://127.0.0.1:1/x.yaml\"}|a Kamelet comes from connectors/",
                "- to: {id: own-to, uri: \"kamelet:evil\", parameters: {location: \"http://127.0.0.1:1/x.yaml\"}}|a Kamelet comes from connectors/",
            })
    void refusesWhatActsByBeingRead(String step, String reason) throws Exception {
        bench.start();

        refuses(own("direct:own", step), reason, 7);
    }

    @Test
    void anOwnDoorGoesWithItsFileAndFollowsItsEdits() throws Exception {
        bench.start();

        assertThat(bench.edit(OWN, own("servlet:/my/hello")).state()).isEqualTo(IN_FORCE);
        ConfigState edited = bench.edit(OWN, own("servlet:/my/hello", "- stop: {id: own-stop}"));
        assertThat(edited.state()).as(edited.toString()).isEqualTo(IN_FORCE);

        bench.delete(OWN).live().refresh();
        assertThat(bench.find(OWN)).isEmpty();
    }

    @Test
    void aSourceThatDoesNotStopHoldsNobodyUp() throws Exception {
        bench.context.addComponent("sticky", new StickyComponent());
        bench.write(OWN, own("sticky:source")).start();

        bench.edit(OWN, own("sticky:source", "- stop: {id: own-stop}"));
        bench.delete(OWN).live().refresh();

        assertThat(bench.edit(SHIPPED, LiveRoutesTest.echo("two")).state()).isEqualTo(IN_FORCE);
        assertThat(bench.ask("direct:echo")).isEqualTo("two");
        assertThat(bench.parts.making().tryLock()).isTrue();
        bench.parts.making().unlock();
    }

    @Test
    void refusesAnEditThatSwitchesOffWhatOthersSendTo() throws Exception {
        bench.write("routes/on.camel.yaml", """
                - route:
                    id: on
                    from:
                      uri: direct:on
                      steps:
                        - to: {id: on-to, uri: "direct:echo"}
                """).start();

        ConfigState report = bench.edit(
                SHIPPED, LiveRoutesTest.echo("two").replace("id: echo\n", "id: echo\n    autoStartup: false\n"));

        assertThat(report.state()).as(report.toString()).isEqualTo(REFUSED);
        assertThat(report.reason()).contains("no longer reads direct:echo");
        assertThat(bench.ask("direct:on")).isEqualTo("one");
    }

    @Test
    void aRouteWithAStartupOrderCanBeEdited() throws Exception {
        String ordered = LiveRoutesTest.echo("%s").replace("id: echo\n", "id: echo\n    startupOrder: 7\n");
        bench.write(SHIPPED, ordered.formatted("one")).start();

        ConfigState report = bench.edit(SHIPPED, ordered.formatted("two"));

        assertThat(report.state()).as(report.toString()).isEqualTo(IN_FORCE);
        assertThat(bench.ask("direct:echo")).isEqualTo("two");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- loop: {id: own-loop, doWhile: \"false\", constant: \"2\", steps: [{log: {id: own-in, message: x}}]}",
                "- delay: {id: own-delay, asyncDelayed: \"true\", constant: \"2\"}",
                "- multicast: {id: own-cast, timeout: \"20\", parallelProcessing: \"true\", steps: [{log: {id: own-in,"
                        + " message: x}}]}",
                "- log: {id: own-in, message: x, disabled: \"true\"}",
            })
    void takesNumbersAndBooleansInQuotesAsCamelDoes(String step) throws Exception {
        bench.start();

        ConfigState report = bench.edit(OWN, own("direct:own", step));

        assertThat(report.state()).as(report.toString()).isEqualTo(IN_FORCE);
    }

    @Test
    void saysWhichValueIsOfTheWrongKind() throws Exception {
        bench.start();

        refuses(
                own("direct:own", "- loop: {id: own-loop, doWhile: \"perhaps\", constant: \"2\"}"),
                "'doWhile' must be boolean, not 'perhaps'",
                7);
    }
}

package io.serai.live;

import static io.serai.catalog.ConfigState.State.DEFAULT;
import static io.serai.catalog.ConfigState.State.IN_FORCE;
import static io.serai.catalog.ConfigState.State.REFUSED;
import static io.serai.catalog.ConfigState.State.RESTART_NEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.catalog.ConfigState;
import io.serai.live.files.EditRefused;
import io.serai.live.files.LiveFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.component.stub.StubComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveRoutesTest {

    private static final String PATH = "routes/echo.camel.yaml";

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

    static String echo(String answer) {
        return """
                - route:
                    id: echo
                    from:
                      uri: direct:echo
                      steps:
                        - setBody: {id: echo-say, constant: "%s"}
                """.formatted(answer);
    }

    @Test
    void loadsWhatStandsInTheFoldersAndBelow() throws Exception {
        bench.write(PATH, echo("one"))
                .write("routes/workflows/triage.camel.yaml", echo("two").replace("echo", "triage"))
                .start();

        assertThat(bench.ask("direct:echo")).isEqualTo("one");
        assertThat(bench.ask("direct:triage")).isEqualTo("two");
        assertThat(bench.report("routes/workflows/triage.camel.yaml"))
                .matches(file -> file.state() == IN_FORCE && file.version() == 1);
    }

    @Test
    void putsAGoodEditInForce() throws Exception {
        bench.write(PATH, echo("one")).start();

        ConfigState report = bench.edit(PATH, echo("two"));

        assertThat(bench.ask("direct:echo")).isEqualTo("two");
        assertThat(report).matches(file -> file.state() == IN_FORCE && file.version() == 2);
        assertThat(bench.context.getRoute("echo@2")).isNotNull();
        bench.live().refresh();
        assertThat(bench.context.getRoute("echo")).isNull();
    }

    @Test
    void seesAnEditOnlyWhenTheFileHasComeToRest() throws Exception {
        bench.write(PATH, echo("one")).start();

        bench.write(PATH, echo("two"));
        bench.live().look();
        assertThat(bench.ask("direct:echo")).isEqualTo("one");
        bench.write(PATH, echo("three"));
        bench.live().look();
        assertThat(bench.ask("direct:echo")).isEqualTo("one");
        bench.live().look();
        assertThat(bench.ask("direct:echo")).isEqualTo("three");
    }

    @Test
    void mendsWhenTheFileIsMended() throws Exception {
        bench.write(PATH, echo("one")).start();
        bench.edit(PATH, "- route: [");

        assertThat(bench.edit(PATH, echo("one"))).matches(file -> file.state() == IN_FORCE && file.version() == 1);
        bench.edit(PATH, "- route: [");
        assertThat(bench.edit(PATH, echo("two"))).matches(file -> file.state() == IN_FORCE && file.version() == 2);
        assertThat(bench.ask("direct:echo")).isEqualTo("two");
        assertThat(bench.live().report().sound()).isTrue();
    }

    @Test
    void tellsAFaultOnce() throws Exception {
        bench.write(PATH, echo("one")).start();
        ConfigState first = bench.edit(PATH, "- route: [");

        bench.edit("routes/other.camel.yaml", echo("x").replace("echo", "other"));

        assertThat(bench.report(PATH).since()).isEqualTo(first.since());
    }

    @Test
    void acceptsARefusedFileWhenWhatItLackedHasCome() throws Exception {
        bench.write(PATH, echo("one")).start();
        bench.edit(PATH, echo("two") + "        - to: {id: echo-on, uri: \"direct:later\"}\n");
        assertThat(bench.report(PATH).state()).isEqualTo(REFUSED);

        bench.edit("routes/later.camel.yaml", echo("late").replace("echo", "later"));

        assertThat(bench.report(PATH).state()).isEqualTo(IN_FORCE);
        assertThat(bench.ask("direct:echo")).isEqualTo("late");
    }

    @Test
    void goesBackToThePackagedDefaultOfADeletedFile() throws Exception {
        bench.packaged(PATH, echo("default")).write(PATH, echo("one")).start();
        assertThat(bench.ask("direct:echo")).isEqualTo("one");

        bench.delete(PATH).live().refresh();

        assertThat(bench.ask("direct:echo")).isEqualTo("default");
        assertThat(bench.report(PATH)).matches(file -> file.state() == DEFAULT && file.version() == 2);
    }

    @Test
    void removesTheRoutesOfADeletedFileWithoutDefault() throws Exception {
        bench.write(PATH, echo("one")).start();

        bench.delete(PATH).live().refresh();

        assertThat(bench.find(PATH)).isEmpty();
        assertThatThrownBy(() -> bench.ask("direct:echo"))
                .hasRootCauseMessage("No route reads direct://echo. Exchange[]");
        bench.live().refresh();
        assertThat(bench.context.getRoutes()).isEmpty();
        assertThat(bench.edit(PATH, echo("again")).state()).isEqualTo(IN_FORCE);
        assertThat(bench.ask("direct:echo")).isEqualTo("again");
    }

    @Test
    void startsWithThePackagedDefaultOfABrokenFile() throws Exception {
        bench.packaged(PATH, echo("default"))
                .write(PATH, echo("one").replace("constant", "constnt"))
                .write("routes/lost.camel.yaml", "- route: {id: lost}\n")
                .write("routes/good.camel.yaml", echo("good").replace("echo", "good"))
                .start();

        assertThat(bench.ask("direct:echo")).isEqualTo("default");
        assertThat(bench.ask("direct:good")).isEqualTo("good");
        assertThat(bench.report(PATH)).matches(file -> file.state() == REFUSED && file.version() == 1);
        assertThat(bench.report("routes/lost.camel.yaml"))
                .matches(file -> file.state() == REFUSED && file.version() == 0);
        assertThat(bench.live().report().complete()).isTrue();
        assertThat(bench.live().report().sound()).isFalse();
        assertThat(bench.edit(PATH, echo("mended")).state()).isEqualTo(IN_FORCE);
        assertThat(bench.ask("direct:echo")).isEqualTo("mended");
    }

    @Test
    void aFileIsNotBlamedForANeighbourThatCannotBeRead() throws Exception {
        bench.write("routes/broken.camel.yaml", "- route: [")
                .write(PATH, echo("one") + "        - to: {id: echo-on, uri: \"direct:broken\"}\n")
                .start();

        assertThat(bench.report("routes/broken.camel.yaml").state()).isEqualTo(REFUSED);
        assertThat(bench.report(PATH).state()).isEqualTo(IN_FORCE);
        bench.edit("routes/broken.camel.yaml", echo("mended").replace("echo", "broken"));
        assertThat(bench.ask("direct:echo")).isEqualTo("mended");
    }

    @Test
    void findsTheOneFileThatDoesNotStart() throws Exception {
        bench.packaged(PATH, echo("default"))
                .write(PATH, echo("one") + "        - process: {id: echo-mark, ref: markk}\n")
                .write("routes/good.camel.yaml", echo("good").replace("echo", "good"))
                .start();

        assertThat(bench.report(PATH)).matches(file -> file.state() == REFUSED && file.version() == 1);
        assertThat(bench.report(PATH).reason()).startsWith("there is no bean 'markk'");
        assertThat(bench.report("routes/good.camel.yaml").state()).isEqualTo(IN_FORCE);
        assertThat(bench.ask("direct:echo")).isEqualTo("default");
    }

    @Test
    void replacesOnlyTheRoutesThatDiffer() throws Exception {
        String two = echo("one") + echo("same").replace("echo", "other");
        bench.write(PATH, two).start();

        bench.edit(PATH, two.replace("one", "two"));

        assertThat(bench.context.getRoute("echo@2")).isNotNull();
        assertThat(bench.context.getRoute("other")).isNotNull();
        assertThat(bench.ask("direct:other")).isEqualTo("same");
    }

    @Test
    void aChangedConfigurationReachesTheRoutesOfOtherFiles() throws Exception {
        String rules = """
                - routeConfiguration:
                    id: house-rules
                    onException:
                      - onException:
                          id: house-rules-refusal
                          exception: ["java.lang.IllegalStateException"]
                          handled: {constant: {expression: "true"}}
                          steps:
                            - setBody: {id: house-rules-say, constant: "%s"}
                """;
        bench.bean("fail", exchange -> {
            throw new IllegalStateException("no");
        });
        String failing = echo("one").replace("id: echo\n", "id: echo\n    routeConfigurationId: house-rules\n")
                + "        - process: {id: echo-fail, ref: fail}\n";
        bench.write("routes/rules.camel.yaml", rules.formatted("sorry"))
                .write(PATH, failing)
                .start();
        assertThat(bench.ask("direct:echo")).isEqualTo("sorry");

        ConfigState report = bench.edit("routes/rules.camel.yaml", rules.formatted("so sorry"));

        assertThat(report).matches(file -> file.state() == IN_FORCE && file.version() == 2);
        assertThat(bench.ask("direct:echo")).isEqualTo("so sorry");
    }

    @Test
    void aConfigurationOfOnesOwnTouchesNobodyElse() throws Exception {
        bench.write(PATH, echo("one")).start();

        bench.edit("routes/own.camel.yaml", """
                - routeConfiguration:
                    id: own-rules
                    precondition: "false"
                    intercept:
                      - intercept: {id: own-stop, steps: [{stop: {id: own-stopped}}]}
                - route:
                    id: own
                    routeConfigurationId: own-rules
                    from: {uri: "direct:own", steps: [{setBody: {id: own-say, constant: "own"}}]}
                """);

        assertThat(bench.report("routes/own.camel.yaml"))
                .matches(file -> file.state() == IN_FORCE, String.valueOf(bench.report("routes/own.camel.yaml")));
        assertThat(bench.report(PATH)).matches(file -> file.state() == IN_FORCE && file.version() == 1);
    }

    @Test
    void aFileWithoutRouteIdsIsWelcome() throws Exception {
        String bare = """
                - from:
                    uri: direct:bare
                    steps:
                      - setBody: {constant: "%s"}
                """;
        bench.write("routes/bare.camel.yaml", bare.formatted("one")).start();
        assertThat(bench.ask("direct:bare")).isEqualTo("one");

        bench.edit("routes/bare.camel.yaml", bare.formatted("two"));

        assertThat(bench.ask("direct:bare")).isEqualTo("two");
        assertThat(bench.context.getRoute("bare-route-1@2")).isNotNull();
    }

    @Test
    void aTimerIsStoppedBeforeItsNextVersionStarts() throws Exception {
        String timer = """
                - route:
                    id: tick
                    from:
                      uri: timer:tick?period=20&delay=10
                      steps:
                        - to: {id: tick-log, uri: "%s"}
                """;
        bench.write("routes/tick.camel.yaml", timer.formatted("mock:one")).start();
        MockEndpoint one = bench.context.getEndpoint("mock:one", MockEndpoint.class);
        MockEndpoint two = bench.context.getEndpoint("mock:two", MockEndpoint.class);
        await().untilAsserted(() -> assertThat(one.getReceivedCounter()).isPositive());

        assertThat(bench.edit("routes/tick.camel.yaml", timer.formatted("mock:two"))
                        .state())
                .isEqualTo(IN_FORCE);

        int before = one.getReceivedCounter();
        await().untilAsserted(() -> assertThat(two.getReceivedCounter()).isGreaterThan(3));
        assertThat(one.getReceivedCounter()).isLessThanOrEqualTo(before + 1);
        bench.live().refresh();
        int later = two.getReceivedCounter();
        await().untilAsserted(() -> assertThat(two.getReceivedCounter()).isGreaterThan(later + 3));
        assertThat(one.getReceivedCounter()).isLessThanOrEqualTo(before + 1);
    }

    @Test
    void aShippedDoorWaitsForTheNextRestart() throws Exception {
        String door = """
                - route:
                    id: door
                    from:
                      uri: %s
                      steps:
                        - to: {id: door-in, uri: "direct:echo"}
                """;
        bench.context.addComponent("servlet", new StubComponent());
        bench.write(PATH, echo("one"))
                .packaged("routes/door.camel.yaml", door.formatted("servlet:/v1/echo"))
                .write("routes/door.camel.yaml", door.formatted("servlet:/v1/echo"))
                .start();

        ConfigState report = bench.edit("routes/door.camel.yaml", door.formatted("servlet:/v2/echo"));

        assertThat(report.state()).isEqualTo(RESTART_NEEDED);
        assertThat(bench.context.getRoute("door").getEndpoint().getEndpointUri())
                .contains("/v1/echo");
        assertThat(bench.edit("routes/door.camel.yaml", door.formatted("servlet:/v1/echo"))
                        .state())
                .isEqualTo(IN_FORCE);
    }

    @Test
    void acceptsARefusedLiveFileWhenTheConnectorItNamesHasCome() throws Exception {
        LiveFile models = new LiveFile() {
            @Override
            public String path() {
                return folder.resolve("config/models.yaml").toString();
            }

            @Override
            public void check(byte[] content) {}

            @Override
            public void apply(byte[] content) throws EditRefused {
                String connector = new String(content, StandardCharsets.UTF_8);
                if (!bench.parts.deployments().connectors().contains(connector)) {
                    throw new EditRefused("there is no connector " + connector);
                }
            }
        };
        bench.close();
        bench = new Bench(folder, models)
                .write("connectors/first-sink.kamelet.yaml", connector("first-sink"))
                .start();

        assertThat(bench.write("config/models.yaml", "second-sink").live()).satisfies(LiveRoutes::refresh);
        assertThat(bench.report(models.path()).state()).isEqualTo(REFUSED);
        bench.edit("connectors/second-sink.kamelet.yaml", connector("second-sink"));

        assertThat(bench.report(models.path()).state()).isEqualTo(IN_FORCE);
    }

    private static String connector(String name) {
        return """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata: {name: %s, labels: {camel.apache.org/kamelet.type: sink}}
                spec:
                  definition: {title: Log}
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - log: {id: said, message: said}
                """.formatted(name);
    }

    @Test
    void aLiveFileIsAppliedAndItsRefusalReported() throws Exception {
        List<String> applied = new CopyOnWriteArrayList<>();
        String path = folder.resolve("config/models.yaml").toString();
        bench.close();
        bench = new Bench(folder, models(path, applied))
                .write("config/models.yaml", "one")
                .start();
        assertThat(applied).containsExactly("one");

        bench.write("config/models.yaml", "two").live().refresh();
        bench.write("config/models.yaml", "bad").live().refresh();

        assertThat(applied).containsExactly("one", "two");
        assertThat(bench.report(path))
                .matches(file -> file.state() == REFUSED && Integer.valueOf(3).equals(file.line()));
    }

    @Test
    void aLiveFileThatIsNotThereIsMissedUntilItComes() throws Exception {
        List<String> applied = new CopyOnWriteArrayList<>();
        String path = folder.resolve("config/models.yaml").toString();
        bench.close();
        bench = new Bench(folder, models(path, applied)).start();

        assertThat(bench.report(path))
                .matches(file -> file.state() == REFUSED && file.version() == 0)
                .matches(file -> "there is no such file".equals(file.reason()));
        assertThat(bench.live().report().complete()).isFalse();

        bench.write("config/models.yaml", "one").live().refresh();
        assertThat(applied).containsExactly("one");
        assertThat(bench.live().report().complete()).isTrue();
    }

    private static LiveFile models(String path, List<String> applied) {
        return new LiveFile() {
            @Override
            public String path() {
                return path;
            }

            @Override
            public void check(byte[] content) {}

            @Override
            public void apply(byte[] content) throws EditRefused {
                String text = new String(content, StandardCharsets.UTF_8);
                if (text.contains("bad")) {
                    throw new EditRefused("a price is missing", 3, 1);
                }
                applied.add(text);
            }
        };
    }
}

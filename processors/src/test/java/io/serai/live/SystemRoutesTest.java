package io.serai.live;

import static io.serai.catalog.ConfigState.State.DEFAULT;
import static io.serai.catalog.ConfigState.State.IN_FORCE;
import static io.serai.catalog.ConfigState.State.REFUSED;
import static io.serai.catalog.ConfigState.State.RESTART_NEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.catalog.ConfigState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may not break while the gateway runs: system routes, and the addresses that it calls itself. */
class SystemRoutesTest {

    private static final String SYSTEM = "routes/system/echo.camel.yaml";
    private static final String ALERTS = "routes/alerts.camel.yaml";
    private static final String OWN = "routes/own.camel.yaml";

    @TempDir
    private Path folder;

    private Bench bench;

    @BeforeEach
    void open() {
        bench = new Bench(folder);
        bench.packaged(SYSTEM, LiveRoutesTest.echo("one"));
        bench.packaged(ALERTS, alerts("packaged"));
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    private static String alerts(String word) {
        return LiveRoutesTest.echo(word).replace("echo", "alerts");
    }

    @Test
    void anEditWaitsForTheNextRestart() throws Exception {
        bench.start();
        assertThat(bench.live().systemRoutes()).containsExactly("echo");

        ConfigState report = bench.edit(SYSTEM, LiveRoutesTest.echo("two"));

        assertThat(report.state()).as(report.toString()).isEqualTo(RESTART_NEEDED);
        assertThat(report.version()).isEqualTo(1);
        assertThat(report.reason()).contains("read at the start only");
        assertThat(bench.ask("direct:echo")).isEqualTo("one");

        assertThat(bench.edit(SYSTEM, LiveRoutesTest.echo("one")).state()).isEqualTo(IN_FORCE);
        bench.delete(SYSTEM).live().refresh();
        assertThat(bench.report(SYSTEM).state()).isEqualTo(DEFAULT);
    }

    @Test
    void isReadAtTheStart() throws Exception {
        bench.write(SYSTEM, LiveRoutesTest.echo("two")).start();

        assertThat(bench.ask("direct:echo")).isEqualTo("two");

        bench.delete(SYSTEM).live().refresh();
        assertThat(bench.report(SYSTEM).state()).isEqualTo(RESTART_NEEDED);
        assertThat(bench.ask("direct:echo")).isEqualTo("two");
    }

    @Test
    void aBadEditIsRefusedBeforeARestartFindsIt() throws Exception {
        bench.start();

        ConfigState report = bench.edit(SYSTEM, LiveRoutesTest.echo("two").replace("setBody", "setBodi"));

        assertThat(report.state()).as(report.toString()).isEqualTo(REFUSED);
        assertThat(report.reason()).contains("setBodi");
        assertThat(bench.ask("direct:echo")).isEqualTo("one");
        assertThat(bench.live().report().complete()).isTrue();
    }

    @Test
    void aSystemFileOfOnesOwnComesAndGoesWithARestart() throws Exception {
        String own = "routes/system/own.camel.yaml";
        bench.write(own, LiveRoutesTest.echo("own").replace("echo", "own")).start();
        assertThat(bench.ask("direct:own")).isEqualTo("own");

        bench.delete(own).live().refresh();
        assertThat(bench.report(own).state()).isEqualTo(RESTART_NEEDED);
        assertThat(bench.ask("direct:own")).isEqualTo("own");

        ConfigState late = bench.edit(
                "routes/system/late.camel.yaml", LiveRoutesTest.echo("late").replace("echo", "late"));
        assertThat(late).matches(file -> file.state() == RESTART_NEEDED && file.version() == 0, late.toString());
    }

    @ParameterizedTest
    @EnumSource(RequiredAddress.class)
    void anAddressThatTheGatewayCallsCannotBeEditedAway(RequiredAddress required) throws Exception {
        String shipped = Stream.of(RequiredAddress.values())
                .filter(other -> other.file().equals(required.file()))
                .map(other -> LiveRoutesTest.echo("shipped").replace("echo", other.address()))
                .collect(Collectors.joining());
        bench.packaged(required.file(), shipped).start();

        ConfigState report =
                bench.edit(required.file(), shipped.replace("uri: " + required.uri() + "\n", "uri: direct:else\n"));

        assertThat(report.state()).as(report.toString()).isEqualTo(REFUSED);
        assertThat(report.reason()).contains(required.uri(), required.neededBy());
        assertThat(bench.ask(required.uri())).isEqualTo("shipped");
    }

    @Test
    void aFileThatLacksItAtTheStartIsReplacedByThePackagedOne() throws Exception {
        bench.write(ALERTS, alerts("mine").replace("direct:alerts", "direct:else"))
                .write(OWN, "- nonsense")
                .start();

        assertThat(bench.report(ALERTS).state()).isEqualTo(REFUSED);
        assertThat(bench.report(ALERTS).reason()).contains("direct:alerts", "tell its operators");
        assertThat(bench.ask("direct:alerts")).isEqualTo("packaged");
        assertThat(bench.live().report().complete()).isTrue();
    }

    @Test
    void anotherFileMayHoldItAndIsThenNeeded() throws Exception {
        String own = alerts("own").replace("id: alerts", "id: own");
        bench.write(ALERTS, alerts("mine").replace("direct:alerts", "direct:else"))
                .write(OWN, own)
                .start();
        assertThat(bench.ask("direct:alerts")).isEqualTo("own");

        bench.delete(OWN).live().refresh();

        assertThat(bench.report(OWN).state()).isEqualTo(REFUSED);
        assertThat(bench.report(OWN).reason()).contains("direct:alerts", "tell its operators");
        assertThat(bench.ask("direct:alerts")).isEqualTo("own");
        assertThat(bench.edit(OWN, own).state()).isEqualTo(IN_FORCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"house-rules", "metering", "queue-reply"})
    void aFileThatHasMovedIsToldSo(String name) throws Exception {
        bench.write("routes/" + name + ".camel.yaml", LiveRoutesTest.echo("old"))
                .start();

        ConfigState report = bench.report("routes/" + name + ".camel.yaml");
        assertThat(report.state()).isEqualTo(REFUSED);
        assertThat(report.reason())
                .isEqualTo("this file is routes/system/" + name + ".camel.yaml now, which is read at the start only: carry"
                        + " over what you changed, delete this file and restart");
        assertThat(bench.ask("direct:echo")).isEqualTo("one");
        assertThat(bench.live().report().complete()).isTrue();
    }

    @Test
    void javaKnowsInternalAddressesFromOnePlaceOnly() throws IOException {
        Pattern literal = Pattern.compile("\"direct:(?://)?[a-z-]");
        try (Stream<Path> files = Files.walk(Path.of("processors/src/main/java"))) {
            List<Path> spelling = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("live/check/Trial.java"))
                    .filter(file -> literal.matcher(read(file)).find())
                    .toList();
            assertThat(spelling).isEmpty();
        }
    }

    @Test
    void whatASystemRouteCallsIsRequired() throws IOException {
        Pattern call = Pattern.compile("- to: .*uri: \"(direct:[a-z-]+)\"");
        List<String> required =
                Stream.of(RequiredAddress.values()).map(RequiredAddress::uri).toList();
        try (Stream<Path> files = Files.list(Path.of("routes/system"))) {
            assertThat(files.flatMap(file -> call.matcher(read(file)).results())
                            .map(match -> match.group(1)))
                    .isNotEmpty()
                    .allMatch(required::contains);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(file + " cannot be read", e);
        }
    }
}

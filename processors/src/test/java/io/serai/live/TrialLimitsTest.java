package io.serai.live;

import static io.serai.catalog.ConfigState.State.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.catalog.ConfigState;
import io.serai.live.files.RouteReview;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the check of a file does not do: tell what settings hold, make folders, or take for ever. */
@Timeout(120)
class TrialLimitsTest {

    private static final String OWN = "routes/own.camel.yaml";

    private static final String SECRET = "hunter2-is-secret/and-more?password=sesame-open";

    @TempDir
    private Path folder;

    private Bench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(folder);
        bench.packaged("routes/echo.camel.yaml", LiveRoutesTest.echo("one"));
        Properties settings = new Properties();
        settings.setProperty("own.secret", SECRET);
        settings.setProperty("own.short", "s3");
        bench.context.getPropertiesComponent().setInitialProperties(settings);
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    private static String own(String... steps) {
        StringBuilder text = new StringBuilder("""
                - route:
                    id: own
                    from:
                      uri: direct:own
                      steps:
                        - log: {id: own-log, message: x}
                """);
        for (String step : steps) {
            text.append("        ").append(step).append('\n');
        }
        return text.toString();
    }

    private ConfigState refused(String text) {
        ConfigState report = bench.edit(OWN, text);
        assertThat(report.state()).as(report.toString()).isEqualTo(REFUSED);
        return report;
    }

    @Test
    void saysWhereASettingIsUsedThatThereIsNot() throws Exception {
        bench.start();
        for (String name : new String[] {"env:SERAI_NO_SUCH", "sys:serai.no.such", "serai.no.such"}) {
            ConfigState report = refused(own("- setBody: {id: own-body, constant: \"{{" + name + "}}\"}"));
            assertThat(report.reason()).contains(name.replaceFirst("^(env|sys):", ""));
            assertThat(report.line()).as(report.toString()).isEqualTo(7);
        }
    }

    @Test
    void tellsNoValueOfASettingOrOfTheEnvironment() throws Exception {
        bench.start();
        String path = System.getenv("PATH");
        for (String step : new String[] {
            "- to: {id: own-to, uri: \"%s\"}",
            "- to: {id: own-to, uri: \"%s:x\"}",
            "- to: {id: own-to, uri: \"http://%s\"}",
            "- to: {id: own-to, uri: \"log:x?level=%s\"}",
            "- to: {id: own-to, uri: \"log:x?%s\"}",
            "- to: {id: own-to, uri: \"log:x\", parameters: {groupSize: \"%s\"}}",
            "- process: {id: own-to, ref: \"%s\"}",
            "- setBody: {id: own-to, simple: \"${%s}\"}",
            "- setBody: {id: own-to, simple: \"${bodi.%s}\"}",
            "- setBody: {id: own-to, jsonpath: \"$[%s\"}",
            "- delay: {id: own-to, constant: x, asyncDelayed: \"%s\"}",
            "- setBody: {id: own-to, language: {language: \"%s\", expression: x}}",
            "- to: {id: own-to, uri: \"kamelet:%s\"}"
        }) {
            for (String name : new String[] {"own.secret", "own.short", "env:PATH"}) {
                ConfigState report = bench.edit(OWN, own(step.formatted("{{" + name + "}}")));
                if (report.reason() != null) {
                    assertThat(report.reason())
                            .as(step)
                            .doesNotContain("hunter", "sesame", "password=", "s3", path, path.substring(0, 8));
                }
            }
        }
    }

    @Test
    void makesNoFolders() throws Exception {
        bench.start();
        for (String scheme : new String[] {"dataset-test:file", "file"}) {
            Path made = folder.resolve("made-" + scheme.hashCode());
            bench.live()
                    .check(
                            OWN,
                            own("- to: {id: own-to, uri: \"" + scheme + ":" + made + "\"}")
                                    .getBytes());
            bench.live()
                    .check(OWN, own().replace("direct:own", scheme + ":" + made).getBytes());
            assertThat(Files.exists(made)).as(scheme).isFalse();
        }
        assertThat(bench.live()
                        .check(
                                OWN,
                                own("- to: {id: own-to, uri: \"dataset-test:file:x\"}")
                                        .getBytes())
                        .reason())
                .contains("dataset-test");
    }

    @Test
    void waitsForNoFileForEver() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        bench.review(new RouteReview() {
            @Override
            public void review(RouteDefinition route) {}

            @Override
            public void rehearse(RouteDefinition route, Set<String> properties) {
                boolean over = !"stuck".equals(route.getDescriptionText());
                while (!over) {
                    try {
                        over = hangs.await(60, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        // deaf
                    }
                }
            }
        });
        bench.trialsWithin(Duration.ofMillis(500)).start();
        try {
            ConfigState report = refused(own().replace("id: own\n", "id: own\n    description: stuck\n"));
            assertThat(report.reason()).contains("takes longer than");
            assertThat(bench.ask("direct:echo")).isEqualTo("one");
            assertThat(bench.edit(OWN, own()).reason()).isNull();
        } finally {
            hangs.countDown();
        }
    }
}

package io.serai.steps;

import static io.serai.catalog.ConfigState.State.IN_FORCE;
import static io.serai.catalog.ConfigState.State.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.catalog.ConfigState;
import io.serai.routing.Preferences;
import io.serai.steps.live.Bench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped rules, edited: what could only fail while calls are served is refused before. */
class RuleReviewTest {

    private static final String PATH = "routes/routing-rules.camel.yaml";

    @TempDir
    private Path folder;

    private Bench bench;
    private String rules;

    @BeforeEach
    void open() throws Exception {
        rules = Files.readString(Path.of(PATH));
        bench = new Bench(folder)
                .review(new RuleReview(new Preferences()))
                .write(PATH, rules)
                .start();
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    private void refuses(String edited, int line, String... reason) {
        int before = bench.report(PATH).version();
        ConfigState report = bench.edit(PATH, edited);
        assertThat(report.state()).as(report.toString()).isEqualTo(REFUSED);
        assertThat(report.reason()).contains(reason);
        assertThat(report.line()).as(report.reason()).isEqualTo(line);
        assertThat(report.version()).isEqualTo(before);
    }

    private void accepts(String edited) {
        ConfigState report = bench.edit(PATH, edited);
        assertThat(report.state()).as(report.toString()).isEqualTo(IN_FORCE);
    }

    private static int lineOf(String text, String word) {
        return (int) text.substring(0, text.indexOf(word)).lines().count();
    }

    @Test
    void acceptsTheShippedRulesWithAnotherNumber() {
        accepts(rules.replace("< 200", "< 300"));
    }

    @Test
    void tellsTheLineOfAPreferenceThatCannotBeMeant() {
        String edited = rules.replace("constant: \"best\"", "constant: \"bestest\"");
        refuses(edited, lineOf(edited, "bestest"), "rule reasoning-best: ", "'bestest'");

        String anonymous = rules.replace("{id: reasoning-best-prefers, name: preference, constant: \"best\"}", """

                                      name: preference
                                      constant: bestest""");
        assertThat(bench.edit(PATH, anonymous).line())
                .isBetween(lineOf(anonymous, "bestest") - 2, lineOf(anonymous, "bestest"));
    }

    @Test
    void knowsTheRulesByWhatTheyReadToo() {
        String edited = rules.replace("id: routing-rules\n", "id: ours\n")
                .replace("constant: \"best\"", "constant: \"bestest\"");

        refuses(edited, lineOf(edited, "bestest"), "'bestest'");
    }
}

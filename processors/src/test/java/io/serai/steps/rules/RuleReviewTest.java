package io.serai.steps.rules;

import static io.serai.catalog.ConfigState.State.IN_FORCE;
import static io.serai.catalog.ConfigState.State.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.catalog.ConfigState;
import io.serai.catalog.files.LiveCatalog;
import io.serai.live.Bench;
import io.serai.routing.preference.Preferences;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped rules, edited: what could only fail while calls are served is refused before. */
class RuleReviewTest {

    private static final String PATH = "routes/routing-rules.camel.yaml";
    private static final String INNER = "routes/system/inner-routes.camel.yaml";
    private static final Set<String> TASKS = Set.of("general", "support", "reasoning", "coding");

    @TempDir
    private Path folder;

    private Bench bench;
    private String rules;
    private final AtomicInteger called = new AtomicInteger();

    @BeforeEach
    void open() throws Exception {
        rules = Files.readString(Path.of(PATH));
        byte[] models = Files.readAllBytes(Path.of("config/models.yaml"));
        LiveCatalog catalog = new LiveCatalog(name -> null, models, "config/models.yaml");
        bench = new Bench(folder)
                .review(new RuleReview(new Preferences(), catalog::current, TASKS, List.of("x-team", "region")))
                .bean("count", exchange -> called.incrementAndGet())
                .write(INNER, Files.readString(Path.of(INNER)))
                .write(PATH, rules)
                .start();
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    /** The rules with one more clause before all others. */
    private String first(String condition, String steps) {
        return rules.replace("            when:\n", """
                            when:
                              - id: first
                                simple: "%s"
                                steps:
                %s
                """.formatted(
                        condition, steps.stripTrailing().indent(18).stripTrailing()));
    }

    private String first(String condition) {
        return first(condition, "- setProperty: {id: first-prefers, name: preference, constant: best}");
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
    void refusesARuleThatReadsAMisspeltFact() {
        String edited = rules.replace(
                "${exchangeProperty.task.promptTokens} < 200", "${exchangeProperty.task.promtTokens} < 200");

        refuses(
                edited,
                lineOf(edited, "id: short-support-fastest"),
                "rule 'short-support-fastest'",
                "${exchangeProperty.task.promtTokens}",
                "did you mean 'promptTokens'?");
    }

    @Test
    void refusesARuleThatReadsWhatNobodySets() {
        String edited = rules.replace("${exchangeProperty.task.peakHours}", "${exchangeProperty.tsk.peakHours}");

        refuses(
                edited,
                lineOf(edited, "id: peak-hours-cheapest"),
                "'${exchangeProperty.tsk.peakHours}'",
                "did you mean 'task'?");
        refuses(first("${exchangeProperty[task].peakHours}"), lineOf(first(""), "id: first"), "'[task]'");
    }

    @Test
    void letsRulesReadWhatOtherStepsSet() {
        bench.edit("routes/region.camel.yaml", """
                - route:
                    id: region
                    from:
                      uri: direct:region
                      steps:
                        - setProperty: {id: region-is, name: region, constant: eu}
                """);

        accepts(first("${exchangeProperty.region} == 'eu' && ${exchangeProperty.byMessage} != true"
                + " && ${exchangeProperty.CamelCorrelationId} == null"
                + " && ${exchangePropertyAs(task, io.serai.call.Task).hour} > 9"));
        accepts(rules.replace(
                        "        - choice:\n",
                        "        - setProperty: {id: routing-rules-vip, name: vip, simple: \"${exchangeProperty.caller.team} =~ 'x'\"}\n"
                                + "        - choice:\n")
                .replace("${exchangeProperty.task.peakHours}", "${exchangeProperty.vip} == true"));
    }

    @Test
    void rehearsesWhatAnEarlierRuleHides() {
        String edited = first("${exchangeProperty.task.promptTokens} >= 0")
                .replace("${exchangeProperty.task.peakHours}", "${exchangeProperty.task.peekHours}");

        refuses(edited, lineOf(edited, "id: peak-hours-cheapest"), "'peekHours'");
    }

    @Test
    void findsAMisspeltFactBehindAConditionThatNoSampleMeets() {
        String edited = first("${exchangeProperty.task.type} == 'invoice' && ${exchangeProperty.task.promtTokens} < 9");

        refuses(edited, lineOf(edited, "id: first"), "${exchangeProperty.task.promtTokens}");
    }

    @Test
    void refusesAConditionThatFailsForSomeCallsAndSaysForWhich() {
        String edited = first("${exchangeProperty.caller.team.length} > 3");

        refuses(edited, lineOf(edited, "id: first"), "${exchangeProperty.caller.team.length}", "without team");
    }

    @Test
    void acceptsAConditionThatMindsWhatMayBeMissing() {
        accepts(first("${exchangeProperty.caller.team} != null && ${exchangeProperty.caller.team.length} > 3"));
        accepts(first("${exchangeProperty.caller?.team?.length} > 3"));
        accepts(first("${exchangeProperty.caller.team} == null")
                .replace("${exchangeProperty.task.peakHours}", "${exchangeProperty.caller.team.length} > 3"));
        accepts(first("${exchangeProperty.task.tags[tier]} == 'gold' && ${exchangeProperty.request.model} == 'auto'"));
    }

    @Test
    void letsRulesAskWhatACallNeeds() {
        accepts(first("${exchangeProperty.task.requires('vision')} && ${exchangeProperty.task.needs} != null"));

        String edited = first("${exchangeProperty.task.requires('visoin')}");
        refuses(edited, lineOf(edited, "id: first"), "no call requires 'visoin'");
    }

    @Test
    void refusesAComputedPreferenceThatCannotBeRead() {
        String steps =
                "- setProperty: {id: first-prefers, name: preference, simple: \"best, cost <= ${exchangeProperty.task.type}\"}";
        String edited = first("${exchangeProperty.task.type} == 'coding'", steps);

        refuses(edited, lineOf(edited, "id: first-prefers"), "'coding' is not an amount in US dollars");
    }

    @Test
    void rehearsesAComputedPreferenceForTheCallsOfItsRuleAlone() {
        String steps = """
                - setProperty: {id: first-prefers, name: preference, simple: "best, providers ${exchangeProperty.task.tags[vendor]}"}
                """;

        accepts(first("${exchangeProperty.task.tags[vendor]} != null", steps));
        refuses(
                first("${exchangeProperty.task.hour} >= 0", steps),
                lineOf(first("", steps), "id: first-prefers"),
                "providers");
    }

    @Test
    void refusesAMisspeltFactInAnyExpressionOfTheRules() {
        String log = "- log: {id: first-log, message: \"${exchangeProperty.task.typ}\"}";
        String nested = """
                - filter:
                    id: first-filter
                    simple: "${exchangeProperty.task.typ} == 'x'"
                    steps:
                      - setProperty: {id: first-prefers, name: preference, constant: best}
                """;

        refuses(first("${exchangeProperty.task.given}", log), lineOf(first("", log), "id: first-log"), "'typ'");
        refuses(first("${exchangeProperty.task.given}", nested), lineOf(first("", nested), "- filter"), "'typ'");
    }

    @Test
    void runsNothingWhileItRehearses() {
        accepts(first("${exchangeProperty.task.given}", """
                - process: {id: first-count, ref: count}
                - wireTap: {id: first-tap, uri: "mock:tapped"}
                - to: {id: first-to, uri: "mock:asked"}
                - setProperty: {id: first-bean, name: counted, simple: "${bean:count}"}
                - setProperty: {id: first-prefers, name: preference, constant: best}
                """));

        assertThat(called).hasValue(0);
    }

    @Test
    void leavesDisabledRulesAlone() {
        accepts(first("${exchangeProperty.task.typ} == 'x'")
                .replace("- id: first\n", "- id: first\n                disabled: true\n"));
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

    @Test
    void refusesNamesThatTheCatalogueDoesNotHave() {
        String best = "- setProperty: {id: first-prefers, name: preference, constant: \"best, %s\"}";
        int line = lineOf(first(""), "id: first") + 3;

        refuses(
                first("${exchangeProperty.task.peakHours}", best.formatted("providers opnai")),
                line,
                "rule 'first' can never be met",
                "no provider 'opnai'; did you mean 'openai'?");
        refuses(
                first("${exchangeProperty.task.peakHours}", best.formatted("models gpt-40-mini gpt-4o")),
                line,
                "no chat model 'gpt-40-mini'; did you mean 'gpt-4o-mini'?");
        refuses(
                first("${exchangeProperty.task.peakHours}", best.formatted("models acme/unlisted")),
                line,
                "no chat model 'acme/unlisted'");
        refuses(
                first("${exchangeProperty.task.peakHours}", best.formatted("models gpt-4o, providers anthropic")),
                line,
                "none of the models it names is at one of the providers it names");
        refuses(first("${exchangeProperty.task.peakHours}", best.formatted("quality >= 1")), line, "a quality of 1.0");
        accepts(first("${exchangeProperty.task.peakHours}", best.formatted("models gpt-4o openai/* claude-*")));
    }

    @Test
    void refusesADayThatThereIsNot() {
        int line = lineOf(first(""), "id: first");

        refuses(first("${exchangeProperty.task.weekday} == 'FRYDAY'"), line, "did you mean 'FRIDAY'?");
        refuses(first("${exchangeProperty.task.weekday} in 'SATURDAY,SUNDY'"), line, "did you mean 'SUNDAY'?");
        accepts(first("${exchangeProperty.task.weekday} in 'saturday,Sunday'"));
    }

    @Test
    void refusesToReadABodyOrHeadersThatRulesDoNotHave() {
        int line = lineOf(first(""), "id: first");

        refuses(
                first("${body} contains 'x'"),
                line,
                "rules have no body; the last text of the user is read as ${exchangeProperty.request.lastUserText}");
        String instead = "rules have no headers; one that the setting serai.routing.headers names is read as"
                + " ${exchangeProperty.headers[x-team]}";
        refuses(first("${header.tier} == 'gold'"), line, instead);
        refuses(first("${headers[tier]} == 'gold'"), line, instead);
        refuses(first("${in.header.tier} == 'gold'"), line, instead);
        accepts(first("${exchangeProperty.request.lastUserText} contains 'x'"));
        accepts(first("${exchangeProperty.request.messages[last].text} contains 'x'"));
        accepts(first("${exchangeProperty.task.peakHours}", """
                - setBody: {id: first-body, constant: x}
                - filter: {id: first-filter, simple: "${body} == 'x'", steps: [{setProperty: {id: first-prefers, name: preference, constant: best}}]}
                """));
    }

    @Test
    void letsRulesReadTheHeadersThatAreKept() {
        accepts(first(
                "${exchangeProperty.headers[x-team]} == 'legal' && ${exchangeProperty.headers['region']} == 'eu'"));

        int line = lineOf(first(""), "id: first");
        refuses(
                first("${exchangeProperty.headers[X-Team]} == 'legal'"),
                line,
                "the header 'X-Team' is not kept; name it in the setting serai.routing.headers",
                "x-team");
        refuses(first("${exchangeProperty.headers[cookie]} contains 'a'"), line, "the header 'cookie' is not kept");
        refuses(first("${exchangeProperty.headers} contains 'a'"), line, "a header is read by its name, as in");
    }
}

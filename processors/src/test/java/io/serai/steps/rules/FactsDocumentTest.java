package io.serai.steps.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.call.Attempt;
import io.serai.call.Caller;
import io.serai.call.Candidate;
import io.serai.call.Decision;
import io.serai.call.Preference;
import io.serai.call.Profile;
import io.serai.call.Task;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.FinishReason;
import io.serai.steps.call.Slot;
import io.serai.usage.Money;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.language.SimpleExpression;
import org.junit.jupiter.api.Test;

/** What YAML may read of a call is what the documents say, and stays so. */
class FactsDocumentTest {

    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    /** What may be nothing for a call that says nothing. */
    private static final Set<String> ABSENT = Set.of("request.user", "reply.choices[0].refusal");

    /** The names in the first column of the table below a heading. */
    private static List<String> names(String file, String heading) throws IOException {
        String text = Files.readString(Path.of(file));
        String section = text.substring(text.indexOf("\n" + heading + "\n") + heading.length());
        String table = section.substring(section.indexOf("|---|---|\n") + 10);
        return table.substring(0, table.indexOf("\n\n"))
                .lines()
                .map(row -> row.substring(0, row.indexOf('|', 2)))
                .flatMap(cell -> NAME.matcher(cell).results())
                .map((MatchResult name) -> name.group(1))
                .toList();
    }

    private static List<String> facts() throws IOException {
        return names("docs/configuration.md", "## The facts of a call");
    }

    private static void reads(List<String> names, Exchange call) {
        assertThat(names).hasSizeGreaterThan(8).allSatisfy(name -> {
            SimpleExpression fact = new SimpleExpression("${exchangeProperty." + name + "}");
            Object value = fact.createExpression(call.getContext()).evaluate(call, Object.class);
            if (!ABSENT.contains(name)) {
                assertThat(value).as(name).isNotNull();
            }
        });
    }

    @Test
    void everyFactOfTheRulesCanBeRead() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.start();
            Exchange call = SampleCall.all(camel, Set.of("support")).getFirst().exchange();
            call.setProperty("headers", java.util.Map.of("x-team", "legal"));
            reads(facts().stream().map(name -> name.replace("[name]", "[task]")).toList(), call);
        }
    }

    @Test
    void everyPropertyOfAFlowCanBeRead() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.start();
            Exchange call = SampleCall.all(camel, Set.of("support")).getFirst().exchange();
            Candidate candidate = new Candidate(
                    "gpt-4o", "openai", "gpt-4o-2024", "openai-chat-sink", true, 128_000, Money.ZERO, "best");
            Slot.DECISION.set(call, new Decision(Preference.of("legal", Profile.BEST), List.of(candidate), List.of()));
            Slot.ATTEMPT.set(call, attempt(candidate));
            Slot.REPLY.set(
                    call,
                    new ChatReply.Whole(
                            "chatcmpl-1",
                            "gpt-4o",
                            1,
                            List.of(new ChatReply.Choice(0, "Hello", null, null, List.of(), FinishReason.STOP)),
                            null,
                            null));
            reads(names("docs/integrators.md", "### What a flow may read"), call);
        }
    }

    private static Attempt attempt(Candidate candidate) {
        return new Attempt(1, candidate, Instant.EPOCH);
    }

    @Test
    void nothingOfTaskAndCallerIsLeftOut() throws Exception {
        List<String> facts = facts();
        for (Class<?> type : List.of(Task.class, Caller.class)) {
            for (RecordComponent component : type.getRecordComponents()) {
                String name = type.getSimpleName().toLowerCase(java.util.Locale.ROOT) + "." + component.getName();
                assertThat(facts).as("docs/configuration.md").anyMatch(fact -> fact.split("[(\\[]", 2)[0].equals(name));
            }
        }
    }
}

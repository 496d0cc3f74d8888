package io.serai.routing.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.call.Task;
import io.serai.chat.Feature;
import io.serai.routing.Requests;
import io.serai.routing.Settings;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskFactsTest {

    private static final Instant MONDAY_NOON = Instant.parse("2026-11-23T12:00:00Z");

    private static TaskFacts facts(Map<String, String> settings) {
        return new TaskFacts(Settings.of(settings), new TaskClassifier(), request -> 77);
    }

    private final TaskFacts facts = facts(Map.of());

    @Test
    void takesTheTypeFromTheBodyThenTheHeaderThenTheWords() {
        Requests asking = Requests.asking("Translate this into French: good morning");
        Task byWords = facts.of(asking.build(), null, MONDAY_NOON);
        assertThat(byWords.type()).isEqualTo("translation");
        assertThat(byWords.given()).isFalse();
        Task byHeader = facts.of(asking.build(), " tickets-2 ", MONDAY_NOON);
        assertThat(byHeader.type()).isEqualTo("tickets-2");
        assertThat(byHeader.given()).isTrue();
        assertThat(facts.of(asking.task("legal").build(), "tickets", MONDAY_NOON)
                        .type())
                .isEqualTo("legal");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Support",
                "-a",
                "a b",
                "ä",
                "0123456789012345678901234567890123456789012345678901234567890123x"
            })
    void refusesATypeThatIsNoWord(String type) {
        assertThatThrownBy(() -> facts.of(Requests.asking("Hi").task(type).build(), null, MONDAY_NOON))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.error()).isInstanceOf(GatewayError.Invalid.class);
                    assertThat(refusal.error().param()).isEqualTo("metadata.task");
                });
    }

    @Test
    void expectsWhatSuchAnswersUsuallyHaveButNoMoreThanTheCallerAllows() {
        Requests coding = Requests.asking("Hi").task("coding");
        assertThat(facts.of(coding.build(), null, MONDAY_NOON).outputTokens()).isEqualTo(600);
        assertThat(facts.of(coding.maxOutput(100).build(), null, MONDAY_NOON).outputTokens())
                .isEqualTo(100);
        assertThat(facts.of(coding.choices(3).build(), null, MONDAY_NOON).outputTokens())
                .isEqualTo(300);
        assertThat(facts.of(Requests.asking("Hi").task("own").build(), null, MONDAY_NOON)
                        .outputTokens())
                .isEqualTo(300);
    }

    @Test
    void saysTheHourOfTheConfiguredZoneAndWhetherItIsPeak() {
        TaskFacts tokyo = facts(Map.of("zone", "Asia/Tokyo", "peak-hours[0]", "Mon 21:00-22:00"));
        Task task = tokyo.of(Requests.asking("Hi").build(), null, MONDAY_NOON);
        assertThat(task.hour()).isEqualTo(21);
        assertThat(task.weekday()).isEqualTo(DayOfWeek.MONDAY);
        assertThat(task.peakHours()).isTrue();
        assertThat(facts.of(Requests.asking("Hi").build(), null, MONDAY_NOON).peakHours())
                .isFalse();
    }

    @Test
    void carriesTokensNeedsAndTags() {
        Task task = facts.of(Requests.asking("Hi").tools().task("a").build(), null, MONDAY_NOON);
        assertThat(task.promptTokens()).isEqualTo(77);
        assertThat(task.needs()).containsExactly(Feature.TOOLS);
        assertThat(task.tags()).containsEntry("task", "a");
    }
}

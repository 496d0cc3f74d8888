package io.serai.steps.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.call.CallId;
import io.serai.call.Candidate;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.steps.call.Calls;
import io.serai.usage.Money;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlarmsTest {

    private static final Candidate ONE = candidate("one");
    private static final Candidate OTHER =
            new Candidate("other", "b", "other", "openai-chat-sink", true, 0, Money.ZERO, "second");
    private static final ProviderFailure BOOM = new ProviderFailure(Kind.SERVER, 500, "boom", null, null, null);
    private static final AlertSettings SETTINGS = new AlertSettings(
            Duration.ofMinutes(1), 3, Duration.ofSeconds(2), Duration.ofMinutes(1), Duration.ofMinutes(15));

    @TempDir
    private Path folder;

    private final List<String> sent = new CopyOnWriteArrayList<>();
    private volatile Instant now = Instant.parse("2026-11-27T12:00:00Z");
    private volatile @Nullable ProviderFailure slow;
    private final Calls calls = new Calls();
    private Alarms alarms;

    @BeforeEach
    void start() {
        alarms = alarms(SETTINGS);
    }

    private Alarms alarms(AlertSettings settings) {
        return new Alarms(
                sent::add, settings, (call, attempt) -> slow, folder.resolve("serai.incidents.json"), () -> now);
    }

    @AfterEach
    void end() {
        alarms.close();
        calls.close();
    }

    private static Candidate candidate(String model) {
        return new Candidate(model, "a", model, "openai-chat-sink", true, 0, Money.ZERO, "first");
    }

    private void fails(Candidate candidate, @Nullable Candidate next) {
        alarms.failed(calls.call(), calls.attempt(candidate), BOOM, next);
    }

    private void answers(Candidate candidate) {
        alarms.answered(calls.call(), calls.attempt(candidate));
    }

    /** Time passes second by second, and the alarms look at each. */
    private void passes(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now = now.plusSeconds(1);
            looks();
        }
    }

    private void looks() {
        alarms.look();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    private JsonNode told(int number) {
        await().until(() -> sent.size() > number);
        return json(sent.get(number));
    }

    @Test
    void whatFailsNowAndThenIsOneIncidentFromItsFirstFailureToAMinuteAfterItsLast() {
        for (int second = 0; second < 120; second++) {
            if (second % 3 == 0) {
                fails(ONE, OTHER);
            } else {
                answers(ONE);
            }
            passes(1);
        }
        passes(59);
        assertThat(told(0).path("event").asText()).isEqualTo("opened");
        answers(ONE);
        passes(3);
        JsonNode end = told(1);
        assertThat(end.path("event").asText()).isEqualTo("recovered");
        assertThat(end.path("failures").asInt()).isEqualTo(40);
        assertThat(end.path("moved").asInt()).isEqualTo(40);
        assertThat(sent).hasSize(2);
    }

    @Test
    void tellsWhatFailedSinceWhenAndWhereCallsWent() {
        fails(ONE, OTHER);
        fails(ONE, OTHER);
        fails(ONE, null);
        passes(3);
        JsonNode told = told(0);
        assertThat(told.path("provider").asText()).isEqualTo("a");
        assertThat(told.path("deployment").asText()).isEqualTo("a/one");
        assertThat(told.path("deployments")).extracting(JsonNode::asText).containsExactly("a/one");
        assertThat(told.path("reason").asText()).isEqualTo("server error");
        assertThat(told.path("status").asInt()).isEqualTo(500);
        assertThat(told.path("detail").asText()).isEqualTo("boom");
        assertThat(told.path("failures").asInt()).isEqualTo(3);
        assertThat(told.path("moved").asInt()).isEqualTo(2);
        assertThat(told.path("movedTo").path("b/other").asInt()).isEqualTo(2);
        assertThat(told.path("lost").asInt()).isEqualTo(1);
        assertThat(told.path("since").asText()).isEqualTo("2026-11-27T12:00:00Z");
    }

    @Test
    void aSingleFailureThatCostNoCallerAnythingIsNoNews() {
        fails(ONE, OTHER);
        passes(120);
        fails(ONE, OTHER);
        passes(120);
        assertThat(sent).isEmpty();
        fails(ONE, null);
        passes(3);
        assertThat(told(0).path("lost").asInt()).isEqualTo(1);
    }

    @Test
    void twentyDeploymentsOfAProviderAreOneIncident() {
        for (int second = 0; second < 120; second++) {
            for (int i = 0; i < 20; i++) {
                Candidate candidate = candidate("m" + i);
                if ((second * 7 + i * 3) % 10 < 3) {
                    fails(candidate, OTHER);
                } else {
                    answers(candidate);
                }
            }
            passes(1);
        }
        assertThat(told(0).path("event").asText()).isEqualTo("opened");
        assertThat(sent).hasSizeLessThanOrEqualTo(3);
        assertThat(sent.stream()
                        .mapToInt(text -> json(text).path("count").asInt())
                        .sum())
                .isEqualTo(20);
    }

    @Test
    void remindsWhileItGoesOn() {
        for (int minute = 0; minute < 40; minute++) {
            for (int i = 0; i < 3; i++) {
                fails(ONE, OTHER);
            }
            passes(60);
        }
        await().until(() -> sent.size() == 3);
        assertThat(sent)
                .extracting(text -> json(text).path("event").asText())
                .containsExactly("opened", "still-open", "still-open");
    }

    @Test
    void aCallerWhoLeftASilenceIsALostCall() {
        alarms.left(calls.call(), calls.attempt(ONE));
        passes(3);
        assertThat(sent).isEmpty();
        slow = new ProviderFailure(Kind.TIMEOUT, "its caller left after 6 s without an answer");
        alarms.left(calls.call(), calls.attempt(ONE));
        passes(3);
        assertThat(told(0).path("detail").asText()).isEqualTo("its caller left after 6 s without an answer");
    }

    @Test
    void anIncidentSurvivesARestart() throws IOException {
        fails(ONE, null);
        passes(3);
        told(0);
        alarms.close();
        alarms = alarms(SETTINGS);
        fails(ONE, null);
        passes(62);
        answers(ONE);
        passes(3);
        assertThat(told(1).path("event").asText()).isEqualTo("recovered");
        assertThat(told(1).path("failures").asInt()).isEqualTo(2);
        alarms.close();
        assertThat(Files.readString(folder.resolve("serai.incidents.json"))).isEqualTo("[]");
    }

    @Test
    void aFileThatCannotBeReadIsNoReasonNotToStart() throws IOException {
        alarms.close();
        Files.writeString(folder.resolve("serai.incidents.json"), "[{\"since\": \"yesterday\"}");
        alarms = alarms(SETTINGS);
        fails(ONE, null);
        passes(3);
        assertThat(told(0).path("event").asText()).isEqualTo("opened");
    }

    @Test
    void namesThatCallersMakeUpAreBoundedAndMuteNoListedModel() {
        for (int i = 0; i < 1_000; i++) {
            fails(new Candidate("x" + i, "a", "x" + i, "openai-chat-sink", false, 0, Money.ZERO, ""), null);
        }
        fails(ONE, null);
        passes(3);
        assertThat(told(0).path("count").asInt()).isEqualTo(51);
    }

    @Test
    void aChannelThatIsAwayHoldsUpNeitherCallsNorTheEnd() {
        CountDownLatch never = new CountDownLatch(1);
        Alarms stuck = new Alarms(
                event -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                SETTINGS,
                (call, attempt) -> null,
                folder.resolve("stuck.json"),
                () -> now);
        for (int i = 0; i < 1_000; i++) {
            stuck.ruleFailed(CallId.next(), "legal", "no");
        }
        stuck.close();
    }
}

package io.serai.steps.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.serai.call.CallId;
import io.serai.call.Caller;
import io.serai.call.Candidate;
import io.serai.call.GatewayError;
import io.serai.call.Outcome;
import io.serai.call.Preference;
import io.serai.call.Profile;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.call.Task;
import io.serai.call.Trail;
import io.serai.call.UsageRecord;
import io.serai.catalog.Catalog;
import io.serai.chat.ChatRequest;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.Delta;
import io.serai.chat.reply.ReplyStream;
import io.serai.metering.Meter;
import io.serai.routing.Catalogs;
import io.serai.routing.Requests;
import io.serai.routing.retry.NextMove;
import io.serai.usage.Money;
import io.serai.usage.Usage;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of attempts, of the stream that the pump pulls, and what is billed for it. */
class AttemptsTest {

    private static final ChatRequest REQUEST = Requests.asking("Say hello.").build();
    private static final Candidate FIRST = candidate("one");
    private static final Candidate SECOND = candidate("two");

    private final Deadlines deadlines = new Deadlines(Duration.ofSeconds(10));
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final Side side = new Side();
    private final Call call = new Call(CallId.next(), Instant.EPOCH, side, deadlines, exchange);
    private final List<UsageRecord> billed = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final Attempts attempts =
            new Attempts(call, settlement(), List.of(FIRST, SECOND), List.of(new Broken(), new Told()));

    @AfterEach
    void stop() {
        deadlines.close();
    }

    @Test
    void anAnswerIsBilledBeforeItsEndIsSentAndOnlyOnce() {
        begin();
        attempts.firstContent();
        Pump.run(
                stream(text("Hel"), text("lo"), new Chunk(List.of(new Delta.UsageReport(Usage.of(9, 2))), null)),
                facts(),
                call,
                attempts);
        attempts.onDone(exchange);

        assertThat(side.sent).containsExactly("begin", "chunk", "chunk", "chunk", "end after 1 bills");
        assertThat(billed).singleElement().satisfies(record -> {
            assertThat(record.outcome()).isEqualTo(Outcome.OK);
            assertThat(record.attempt()).isEqualTo(1);
        });
        assertThat(told).containsExactly("begun one", "content one", "answered one");
    }

    @Test
    void whatATapHasBilledIsNotBilledAgain() {
        begin();
        attempts.firstContent();
        attempts.billed();
        assertThat(billed).singleElement().extracting(UsageRecord::outcome).isEqualTo(Outcome.OK);

        attempts.billed();
        attempts.answered();
        attempts.onDone(exchange);

        assertThat(billed).hasSize(1);
        assertThat(told).containsExactly("begun one", "content one", "answered one");
    }

    @Test
    void aStreamThatBreaksIsToldInTheStreamWithoutAnEnd() {
        begin();
        attempts.firstContent();
        Pump.run(breaking(new ProviderFailure(Kind.CUT, "the connection broke"), text("Hel")), facts(), call, attempts);
        attempts.onDone(exchange);

        assertThat(side.sent)
                .containsExactly("begin", "chunk", "error The answer broke off at a: the connection broke.");
        assertThat(billed).singleElement().extracting(UsageRecord::outcome).isEqualTo(Outcome.FAILED);
        assertThat(told).containsExactly("begun one", "content one", "broken one CUT");
    }

    @Test
    void whoHangsUpIsBilledForWhatCameAndTheProviderIsNotToBlame() {
        begin();
        attempts.firstContent();
        side.leavesAfter = 1;
        ReplyStream stream = stream(text("Hel"), text("lo"), text("!"));
        Pump.run(stream, facts(), call, attempts);
        attempts.onDone(exchange);

        assertThat(billed).singleElement().extracting(UsageRecord::outcome).isEqualTo(Outcome.HUNG_UP);
        assertThat(told).containsExactly("begun one", "content one", "left one");
    }

    @Test
    void afterAFailureTheNextIsAskedAndTheLastFailureIsTheAnswer() {
        begin();
        assertThat(attempts.failed(new ProviderFailure(Kind.SERVER, "boom"), AttemptsTest::next))
                .isEqualTo(new NextMove.MoveOn(SECOND));
        begin();
        assertThat(attempts.failed(new ProviderFailure(Kind.SERVER, "boom"), AttemptsTest::next))
                .isInstanceOf(NextMove.GiveUp.class);
        attempts.onDone(exchange);

        assertThat(billed).as("nothing was consumed").isEmpty();
        assertThat(told)
                .containsExactly("begun one", "failed one SERVER, next two", "begun two", "failed two SERVER, next -");
        assertThatIllegalStateException().isThrownBy(this::begin).withMessageContaining("no candidate is left");
    }

    @Test
    void whatAFailedAttemptConsumedIsBilledBesideTheAnswer() {
        begin().meter().refused(Usage.of(40, 7));
        attempts.failed(new ProviderFailure(Kind.MALFORMED, "no choices"), AttemptsTest::next);
        begin();
        attempts.firstContent();
        attempts.answered();

        assertThat(billed).extracting(UsageRecord::outcome).containsExactly(Outcome.FAILED, Outcome.OK);
        assertThat(billed).extracting(UsageRecord::attempt).containsExactly(1, 2);
        assertThat(billed.getFirst().usage()).isEqualTo(Usage.of(40, 7));
    }

    @Test
    void aCallThatEndsWithoutAWordIsBilledForWhatItsAttemptConsumed() {
        begin().meter().passed(new ChatReply.Whole("id", "one", 0, List.of(), Usage.of(5, 1), null));
        attempts.firstContent();
        attempts.onDone(exchange);

        assertThat(billed).singleElement().extracting(UsageRecord::outcome).isEqualTo(Outcome.FAILED);
        assertThat(told).containsExactly("begun one", "content one", "left one");
    }

    private RunningAttempt begin() {
        Meter meter = new Meter(Instant.EPOCH, 100, String::length, InstantSource.system());
        return attempts.begins(meter, true, Instant.EPOCH);
    }

    private CallerConnection.Facts facts() {
        RunningAttempt running = attempts.running();
        return new CallerConnection.Facts(
                "one", "a", "best", "support", 1, null, () -> running.meter().usage());
    }

    private Settlement settlement() {
        Catalog catalog = Catalogs.with()
                .provider("a", "openai")
                .model("m", "a", "1", "2", 0.5)
                .build();
        return new Settlement(
                call,
                new Caller("key_1", "team", null, null, List.of()),
                REQUEST,
                new Task("support", false, 100, 10, Set.of(), 12, DayOfWeek.MONDAY, false, Map.of()),
                Preference.of("best", Profile.BEST),
                catalog,
                billed::add);
    }

    private static Chunk text(String words) {
        return new Chunk(List.of(new Delta.Text(0, words)), null);
    }

    private ReplyStream stream(Chunk... chunks) {
        return breaking(null, chunks);
    }

    private ReplyStream breaking(@Nullable ProviderFailure end, Chunk... chunks) {
        Deque<Chunk> left = new ArrayDeque<>(List.of(chunks));
        Meter meter = attempts.running().meter();
        return new ReplyStream() {
            @Override
            public @Nullable Chunk next() {
                Chunk next = left.poll();
                if (next == null && end != null) {
                    throw end;
                }
                if (next != null) {
                    meter.passed(next);
                }
                return next;
            }

            @Override
            public void close() {}
        };
    }

    private static Candidate candidate(String model) {
        return new Candidate(model, "a", model, "openai-chat-sink", false, 0, Money.ZERO, "first");
    }

    /** An observer that fails must cost nobody anything. */
    private static final class Broken implements AttemptListener {
        @Override
        public void begun(Call call, RunningAttempt attempt) {
            throw new IllegalStateException("a listener that fails");
        }
    }

    private final class Told implements AttemptListener {
        @Override
        public void begun(Call call, RunningAttempt attempt) {
            told.add("begun " + attempt.candidate().model());
        }

        @Override
        public void firstContent(Call call, RunningAttempt attempt) {
            told.add("content " + attempt.candidate().model());
        }

        @Override
        public void answered(Call call, RunningAttempt attempt) {
            told.add("answered " + attempt.candidate().model());
        }

        @Override
        public void failed(Call call, RunningAttempt attempt, ProviderFailure failure, @Nullable Candidate next) {
            told.add("failed " + attempt.candidate().model() + " " + failure.kind() + ", next "
                    + (next == null ? "-" : next.model()));
        }

        @Override
        public void broken(Call call, RunningAttempt attempt, ProviderFailure failure) {
            told.add("broken " + attempt.candidate().model() + " " + failure.kind());
        }

        @Override
        public void left(Call call, RunningAttempt attempt) {
            told.add("left " + attempt.candidate().model());
        }
    }

    private final class Side extends SilentCaller {

        private final List<String> sent = new ArrayList<>();
        private int leavesAfter = Integer.MAX_VALUE;

        @Override
        public boolean gone() {
            return leavesAfter <= 0;
        }

        @Override
        public void begins(Facts facts) {
            sent.add("begin");
        }

        @Override
        public void sends(Chunk chunk) {
            if (leavesAfter-- <= 0) {
                throw new CallerGone();
            }
            sent.add("chunk");
        }

        @Override
        public void ends(Usage usage) {
            sent.add("end after " + billed.size() + " bills");
        }

        @Override
        public void refuse(GatewayError error) {
            sent.add("error " + error.message());
        }
    }

    /** Nobody is asked twice. */
    private static NextMove next(Trail trail) {
        Candidate next = trail.next();
        return next == null
                ? new NextMove.GiveUp(new GatewayError.AllFailed(502, "all failed", List.of(), false, null))
                : new NextMove.MoveOn(next);
    }
}

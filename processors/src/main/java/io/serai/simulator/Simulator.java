package io.serai.simulator;

import io.serai.simulator.compose.Composer;
import io.serai.simulator.compose.SimulatedReply;
import io.serai.simulator.question.ErrorBody;
import io.serai.simulator.question.Fault;
import io.serai.simulator.question.Question;
import io.serai.simulator.question.Rejected;
import io.serai.simulator.question.SimulatedModel;
import io.serai.simulator.wire.Counts;
import io.serai.simulator.wire.EventBody;
import io.serai.simulator.wire.Events;
import io.serai.simulator.wire.Manner;
import io.serai.simulator.wire.Pace;
import io.serai.simulator.wire.PromptCache;
import io.serai.simulator.wire.TornBody;
import io.serai.simulator.wire.WholeBody;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A provider inside the process: takes OpenAI's chat requests and answers them with made-up but fitting answers.
 *
 * <p>Its models are {@code fast}, {@code cheap}, {@code strong} and {@code flaky}, which differ in speed; flaky fails
 * three calls in ten. A model's name asks for a fault, such as {@code fast+503} or {@code strong+slow+cut}, and so does
 * {@code metadata.simulate}: a status from 400 to 599, or one of {@code refuse reset silence cut end stall slow error
 * html empty badjson}. Safe to share.
 */
public final class Simulator {

    private static final int FLAKY_PERCENT = 30;
    private static final List<Fault> FLAKY = List.of(
            new Fault.Status(503),
            new Fault.Status(429),
            Fault.Trouble.RESET,
            Fault.Trouble.CUT,
            Fault.Trouble.SILENCE);

    private final ToIntFunction<String> counter;
    private final double scale;
    private final long seed;
    private final InstantSource clock;
    private final AtomicLong flakyCalls = new AtomicLong();
    private final PromptCache cache = new PromptCache();

    /** A simulator at the speed of real models. */
    public Simulator(ToIntFunction<String> counter) {
        this(counter, 1, 0, InstantSource.system());
    }

    /**
     * @param counter counts the tokens of a text
     * @param scale   1 for real-looking latency, 0 for none, 2 for twice as slow; silence and stalls are not scaled
     * @param seed    decides which calls the flaky model fails
     */
    public Simulator(ToIntFunction<String> counter, double scale, long seed, InstantSource clock) {
        if (!(scale >= 0)) {
            throw new IllegalArgumentException("scale must not be negative: " + scale);
        }
        this.counter = counter;
        this.scale = scale;
        this.seed = seed;
        this.clock = clock;
    }

    /**
     * Answers as the HTTP client of a provider would: returns with status and headers, or throws what it would throw.
     *
     * <p>Blocks until the headers are due: for a stream at once, for a whole answer until all of it is there. Gives way to
     * an interrupt with an {@link java.io.InterruptedIOException}, leaving the thread interrupted.
     *
     * @param body the request's JSON
     */
    public SimulatedAnswer answer(byte[] body) throws IOException {
        return compose(body).begin();
    }

    /**
     * Makes up the answer without telling any of it; never waits.
     *
     * <p>Of the request nothing is kept: its tree may take many times its bytes, and a slow answer lasts for minutes.
     */
    public ComposedAnswer compose(byte[] body) {
        try {
            Question question = Question.read(body);
            List<Fault> faults = new ArrayList<>(question.faults());
            if (question.model() == SimulatedModel.FLAKY && flakyFault() instanceof Fault fault) {
                faults.add(fault);
            }
            Pace pace = new Pace(question.model(), faults.contains(Fault.Trouble.SLOW) ? scale * 10 : scale);
            Fault.Trouble middle = null;
            for (Fault fault : faults) {
                ComposedAnswer instead = instead(fault, pace);
                if (instead != null) {
                    return instead;
                }
                if (fault instanceof Fault.Trouble trouble && trouble != Fault.Trouble.SLOW) {
                    middle = trouble;
                }
            }
            return answer(question, pace, middle);
        } catch (Rejected rejected) {
            return ComposedAnswer.small(() -> json(rejected.status(), rejected.body()));
        }
    }

    private @Nullable Fault flakyFault() {
        long mixed = (seed + flakyCalls.getAndIncrement() + 1) * 0x9E37_79B9_7F4A_7C15L;
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8_FEB8_6659_FD93L;
        mixed ^= mixed >>> 32;
        return Math.floorMod(mixed, 100) < FLAKY_PERCENT
                ? FLAKY.get((int) Math.floorMod(mixed >>> 8, FLAKY.size()))
                : null;
    }

    /** What comes instead of an answer, or null where the answer begins well. */
    private static @Nullable ComposedAnswer instead(Fault fault, Pace pace) {
        if (fault instanceof Fault.Status status) {
            return ComposedAnswer.small(() -> json(status.code(), ErrorBody.of(status.code())));
        }
        return switch ((Fault.Trouble) fault) {
            case REFUSE -> ComposedAnswer.failing(() -> new ConnectException("Connection refused"));
            case RESET -> ComposedAnswer.failing(() -> new SocketException("Connection reset"));
            case SILENCE -> ComposedAnswer.failing(pace::silence);
            case HTML -> ComposedAnswer.small(() -> new SimulatedAnswer(200, headers("text/html"), in("""
                    <!doctype html><html><head><title>Welcome</title></head><body>It works!</body></html>""")));
            case EMPTY -> ComposedAnswer.small(() -> new SimulatedAnswer(200, headers("application/json"), in("")));
            case CUT, END, STALL, SLOW, ERROR, BADJSON -> null;
        };
    }

    private ComposedAnswer answer(Question question, Pace pace, Fault.@Nullable Trouble middle) {
        Counts counts = Counts.prompt(question, counter, cache);
        if (counts.prompt() > Counts.CONTEXT) {
            throw Rejected.invalid(
                    "This model's maximum context length is " + Counts.CONTEXT
                            + " tokens. However, your messages resulted in " + counts.prompt()
                            + " tokens or more. Please reduce the length of the messages.",
                    "messages",
                    "context_length_exceeded");
        }
        Composer composer = new Composer(question, counter);
        List<SimulatedReply> answers = new ArrayList<>();
        for (int choice = 0; choice < question.choices(); choice++) {
            SimulatedReply said = composer.say(choice);
            answers.add(said);
            counts = counts.and(said.tokens(), composer.thinking());
        }
        Manner manner = Manner.of(question, clock.instant().getEpochSecond());
        long held = answers.stream().mapToLong(SimulatedReply::heldBytes).sum();
        Counts all = counts;
        return new ComposedAnswer(
                held,
                question.stream()
                        ? () -> new SimulatedAnswer(
                                200,
                                headers("text/event-stream"),
                                new EventBody(new Events(manner, answers, all), pace, middle))
                        : () -> whole(manner, answers, all, pace, middle));
    }

    private static SimulatedAnswer whole(
            Manner manner, List<SimulatedReply> answers, Counts counts, Pace pace, Fault.@Nullable Trouble middle)
            throws IOException {
        pace.untilToken(answers.stream().mapToInt(SimulatedReply::tokens).max().orElse(0));
        if (middle == Fault.Trouble.ERROR) {
            return json(200, ErrorBody.of(500));
        }
        byte[] whole = WholeBody.of(manner, answers, counts);
        return middle == null
                ? json(200, whole)
                : new SimulatedAnswer(200, headers("application/json"), new TornBody(whole, pace, middle));
    }

    private static SimulatedAnswer json(int status, byte[] body) {
        Map<String, String> headers = headers("application/json");
        if (status == 429) {
            headers.put("retry-after", "1");
        }
        return new SimulatedAnswer(status, headers, new ByteArrayInputStream(body));
    }

    private static Map<String, String> headers(String contentType) {
        Map<String, String> headers = new HashMap<>();
        headers.put("content-type", contentType);
        headers.put("x-request-id", "req_" + Composer.random());
        return headers;
    }

    private static InputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}

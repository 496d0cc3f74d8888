package io.serai.simulator;

import io.serai.simulator.compose.Composer;
import io.serai.simulator.compose.SimulatedReply;
import io.serai.simulator.fault.BadScript;
import io.serai.simulator.fault.Fault;
import io.serai.simulator.fault.Fault.Trouble;
import io.serai.simulator.fault.FaultPlans;
import io.serai.simulator.fault.FaultScript;
import io.serai.simulator.question.ErrorBody;
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
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
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
 * three calls in ten. A model's name asks for a fault, such as {@code fast+503}, {@code strong+slow+cut} or
 * {@code fault-429-2-once}, and so does {@code metadata.simulate}: a status from 400 to 599, or a word of
 * {@link Trouble}. {@link #plans()} play a script of faults with the asks of a model. Safe to share.
 */
public final class Simulator {

    private static final int FLAKY_PERCENT = 30;
    private static final List<Fault> FLAKY = List.of(
            new Fault.Status(503),
            new Fault.Status(429),
            Trouble.RESET,
            new Fault.At(Trouble.CUT, -1),
            Trouble.SILENCE);

    private final ToIntFunction<String> counter;
    private final double scale;
    private final long seed;
    private final InstantSource clock;
    private final AtomicLong flakyCalls = new AtomicLong();
    private final PromptCache cache = new PromptCache();
    private final FaultPlans plans = new FaultPlans();

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

    /** The scripts that operators play. */
    public FaultPlans plans() {
        return plans;
    }

    /** As {@link #compose(byte[], String, int)} without a script of the call's own. */
    public ComposedAnswer compose(byte[] body) {
        return compose(body, null, 0);
    }

    /**
     * Makes up the answer without telling any of it; never waits.
     *
     * <p>Of the request nothing is kept: its tree may take many times its bytes, and a slow answer lasts for minutes.
     *
     * @param own of this call alone, in place of one that is in force for the model; null for none
     * @param ask which ask of the call this is, from 0
     */
    public ComposedAnswer compose(byte[] body, @Nullable String own, int ask) {
        try {
            Question question = Question.read(body);
            List<Fault> faults = new ArrayList<>(question.faults());
            faults.addAll(scripted(question, own, ask));
            return compose(question, Faults.of(faults));
        } catch (Rejected rejected) {
            return ComposedAnswer.small(() -> json(rejected.status(), rejected.body(), null));
        }
    }

    private List<Fault> scripted(Question question, @Nullable String own, int ask) {
        if (own != null) {
            try {
                return FaultScript.parse(own).faults(ask);
            } catch (BadScript e) {
                throw Rejected.invalid(e.message(), "x-serai-simulate", null);
            }
        }
        FaultScript script = question.script();
        if (script != null) {
            return plans.next(question.modelName(), script);
        }
        List<Fault> planned = plans.next(question.model().label());
        if (planned != null) {
            return planned;
        }
        Fault flaky = question.model() == SimulatedModel.FLAKY ? flakyFault() : null;
        return flaky == null ? List.of() : List.of(flaky);
    }

    private ComposedAnswer compose(Question question, Faults faults) {
        boolean slow = faults.has(Trouble.SLOW);
        Pace pace = new Pace(question.model(), slow ? scale * 10 : scale, faults.late());
        Fault instead = faults.instead();
        return instead == null ? answer(question, pace, faults) : instead(instead, question, pace);
    }

    private @Nullable Fault flakyFault() {
        long mixed = (seed + flakyCalls.getAndIncrement() + 1) * 0x9E37_79B9_7F4A_7C15L;
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8_FEB8_6659_FD93L;
        mixed ^= mixed >>> 32;
        return Math.floorMod(mixed, 100) < FLAKY_PERCENT
                ? FLAKY.get((int) Math.floorMod(mixed >>> 8, FLAKY.size()))
                : null;
    }

    /** What comes in place of an answer. */
    private ComposedAnswer instead(Fault fault, Question question, Pace pace) {
        if (fault instanceof Fault.Status status) {
            return ComposedAnswer.small(() -> json(status.code(), ErrorBody.of(status.code()), status.pause()));
        }
        return switch ((Trouble) fault) {
            case REFUSE -> ComposedAnswer.failing(() -> new ConnectException("Connection refused"));
            case RESET -> ComposedAnswer.failing(() -> new SocketException("Connection reset"));
            case CLOSED -> ComposedAnswer.failing(() -> new EOFException("Unexpected end of stream"));
            case SILENCE -> ComposedAnswer.failing(pace::silence);
            case HEADERS ->
                ComposedAnswer.small(() -> new SimulatedAnswer(
                        200,
                        headers(question.stream() ? "text/event-stream" : "application/json"),
                        new TornBody(new byte[0], pace, Trouble.STALL)));
            case HTML -> ComposedAnswer.small(() -> new SimulatedAnswer(200, headers("text/html"), in("""
                    <!doctype html><html><head><title>Welcome</title></head><body>It works!</body></html>""")));
            case EMPTY -> ComposedAnswer.small(() -> new SimulatedAnswer(200, headers("application/json"), in("")));
            case CONTEXT_TOO_LONG -> throw tooLong(Counts.CONTEXT + 1);
            case CONTENT_FILTER ->
                throw Rejected.because(
                        400, "The prompt was flagged by the content filter (simulated).", "content_filter");
            case QUOTA ->
                ComposedAnswer.small(() -> json(
                        429,
                        ErrorBody.of(
                                "You exceeded your current quota, please check your plan and billing details (simulated).",
                                "insufficient_quota",
                                null,
                                "insufficient_quota"),
                        new Fault.Wait(Duration.ZERO, Fault.Wait.Form.SECONDS)));
            default -> throw new IllegalStateException(fault + " comes within an answer");
        };
    }

    private static Rejected tooLong(int tokens) {
        return Rejected.invalid(
                "This model's maximum context length is " + Counts.CONTEXT
                        + " tokens. However, your messages resulted in " + tokens
                        + " tokens or more. Please reduce the length of the messages.",
                "messages",
                "context_length_exceeded");
    }

    private ComposedAnswer answer(Question question, Pace pace, Faults faults) {
        if (faults.has(Trouble.NO_PREFILL)
                && question.last().path("role").asText().equals("assistant")) {
            throw Rejected.invalid("The last message must not be the assistant's (simulated).", "messages", null);
        }
        Counts counts = Counts.prompt(question, counter, cache);
        if (counts.prompt() > Counts.CONTEXT) {
            throw tooLong(counts.prompt());
        }
        Composer composer = new Composer(question, counter);
        List<SimulatedReply> answers = new ArrayList<>();
        for (int choice = 0; choice < question.choices(); choice++) {
            SimulatedReply said = faults.has(Trouble.NOTHING) ? SimulatedReply.NOTHING : composer.say(choice);
            answers.add(said);
            counts = counts.and(said.tokens(), composer.thinking());
        }
        boolean leftOpen = faults.has(Trouble.LEFT_OPEN);
        Manner manner = Manner.of(
                question,
                !faults.has(Trouble.NO_USAGE),
                !leftOpen && !faults.has(Trouble.NO_END),
                clock.instant().getEpochSecond());
        long held = answers.stream().mapToLong(SimulatedReply::heldBytes).sum();
        Counts all = counts;
        Fault.At at = faults.at();
        return new ComposedAnswer(
                held,
                question.stream()
                        ? () -> new SimulatedAnswer(
                                200,
                                headers("text/event-stream"),
                                new EventBody(new Events(manner, answers, all), pace, at, leftOpen))
                        : () -> whole(manner, answers, all, pace, at == null ? null : at.trouble()));
    }

    private SimulatedAnswer whole(
            Manner manner, List<SimulatedReply> answers, Counts counts, Pace pace, @Nullable Trouble middle)
            throws IOException {
        pace.untilToken(answers.stream().mapToInt(SimulatedReply::tokens).max().orElse(0));
        if (middle == Trouble.ERROR) {
            return json(200, ErrorBody.of(500), null);
        }
        byte[] whole = WholeBody.of(manner, answers, counts);
        // One bad event of many is nothing that a whole answer could have.
        return middle == null || middle == Trouble.MALFORMED
                ? json(200, whole, null)
                : new SimulatedAnswer(200, headers("application/json"), new TornBody(whole, pace, middle));
    }

    private SimulatedAnswer json(int status, byte[] body, Fault.@Nullable Wait wait) {
        Map<String, String> headers = headers("application/json");
        if (wait == null) {
            if (status == 429) {
                headers.put("retry-after", "1");
            }
        } else if (wait.length().isPositive()) {
            switch (wait.form()) {
                case SECONDS ->
                    headers.put(
                            "retry-after",
                            Long.toString(wait.length().plusMillis(999).toSeconds()));
                case MILLIS ->
                    headers.put("retry-after-ms", Long.toString(wait.length().toMillis()));
                // rounded up, as a date has whole seconds
                case DATE ->
                    headers.put(
                            "retry-after",
                            DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant()
                                    .plus(wait.length())
                                    .plusNanos(999_999_999)
                                    .atOffset(ZoneOffset.UTC)));
            }
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

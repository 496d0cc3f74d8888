package io.serai.steps.provider;

import io.serai.call.Candidate;
import io.serai.call.ProviderFailure;
import io.serai.chat.ChatRequest;
import io.serai.chat.reply.AnswerCollector;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.OneAnswer;
import io.serai.chat.reply.OpenedStream;
import io.serai.chat.reply.ReplyStream;
import io.serai.chat.reply.WholeAsStream;
import io.serai.metering.Meter;
import io.serai.providers.Dialect;
import io.serai.steps.call.Attempts;
import io.serai.steps.call.Call;
import io.serai.steps.call.Failures;
import io.serai.steps.call.Slot;
import io.serai.steps.patience.PatientBody;
import io.serai.steps.patience.Verdict;
import io.serai.usage.Usage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.HashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.hc.core5.http.io.EofSensorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The verb {@code <dialect>Decode}: the provider's response becomes a {@link ChatReply}.
 *
 * <p>A streamed answer is read up to its first content here, inside the breaker: what fails before that counts against the
 * provider and moves the call on, because the caller has seen nothing yet.
 */
public final class DecodeStep implements Processor {

    private static final int LONGEST_ERROR = 64 << 10;

    private final Dialect dialect;
    private final Connections connections;
    private final WholeAnswers answers;
    private final Verdict verdict;

    public DecodeStep(Dialect dialect, Connections connections, WholeAnswers answers, Verdict verdict) {
        this.verdict = verdict;
        this.dialect = dialect;
        this.connections = connections;
        this.answers = answers;
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        Call call = Slot.CALL.of(exchange);
        Attempts attempts = Slot.ATTEMPTS.of(exchange);
        InputStream body = body(message);
        try {
            int status = status(message);
            if (status >= 300) {
                throw explained(status, message, beginning(body));
            } else {
                ChatRequest request = Slot.REQUEST.of(exchange);
                boolean one = request.sampling().choicesOrOne() == 1;
                message.setBody(
                        request.stream()
                                ? streamed(call, attempts, message, body, one)
                                : whole(call, attempts, body, one));
            }
        } catch (IOException | RuntimeException e) {
            abort(body);
            attempts.freesAnswer();
            throw verdict.on(Failures.of(e, call.deadline()), attempts.running());
        }
        message.setHeaders(new HashMap<>(4));
    }

    private ProviderFailure explained(int status, Message message, byte[] body) {
        try {
            return dialect.explain(status, name -> header(message, name), body);
        } catch (ProviderFailure failure) {
            return failure;
        } catch (RuntimeException unforeseen) {
            return Failures.unreadable(unforeseen);
        }
    }

    private ChatReply.Whole whole(Call call, Attempts attempts, InputStream body, boolean one) throws IOException {
        InputStream patient = PatientBody.of(body, attempts.running(), call.deadline());
        byte[] bytes = answers.read(patient, attempts::holds);
        attempts.received();
        Meter meter = attempts.running().meter();
        ChatReply.Whole reply;
        try {
            reply = decoded(bytes);
        } catch (ProviderFailure failure) {
            Usage consumed = dialect.consumed(bytes);
            if (consumed != null) {
                meter.refused(consumed);
            }
            throw failure;
        } catch (RuntimeException unforeseen) {
            throw Failures.unreadable(unforeseen);
        }
        meter.passed(reply);
        if (Silence.isAll(reply)) {
            throw new ProviderFailure(ProviderFailure.Kind.MALFORMED, Silence.WORDS);
        }
        reply = one ? OneAnswer.of(reply) : reply;
        return meter.doubted() ? reply.withoutUsage() : reply;
    }

    /** Some vendors stream what they were asked to give in one piece. */
    private ChatReply.Whole decoded(byte[] bytes) {
        if (!Silence.isEvents(bytes)) {
            return dialect.decode(bytes);
        }
        try (ReplyStream events = dialect.stream(new ByteArrayInputStream(bytes), () -> {})) {
            return AnswerCollector.whole(events);
        }
    }

    private ChatReply streamed(Call call, Attempts attempts, Message message, InputStream body, boolean one)
            throws IOException {
        if (!dialect.isStream(header(message, Exchange.CONTENT_TYPE))) {
            return new ChatReply.Streamed(new WholeAsStream(whole(call, attempts, body, one)));
        }
        attempts.received();
        Candidate candidate = attempts.running().candidate();
        ReplyStream events = new OpenedStream(() -> opened(attempts, body), () -> abort(body));
        PatientStream patient = new PatientStream(
                one ? OneAnswer.of(events) : events,
                candidate.deployment(),
                call.deadline(),
                attempts.running().meter(),
                attempts.running().limits(),
                connections.secrets(candidate));
        // A model that goes on with an answer may find that all was said.
        return new ChatReply.Streamed(patient.untilContent(call.continues()));
    }

    /** Some vendors call events what is one whole answer all the same. */
    private ReplyStream opened(Attempts attempts, InputStream body) {
        PushbackInputStream beginning = new PushbackInputStream(body, 1);
        try {
            int first = beginning.read();
            if (first >= 0) {
                beginning.unread(first);
            }
            return first == '{'
                    ? new WholeAsStream(dialect.decode(answers.read(beginning, attempts::holds)))
                    : dialect.stream(beginning, () -> abort(body));
        } catch (IOException e) {
            throw new ProviderFailure(ProviderFailure.Kind.CUT, "the connection broke before the answer");
        }
    }

    /** As much of an error as is worth explaining: providers tell back what they were sent, however long it was. */
    private static byte[] beginning(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(LONGEST_ERROR);
        if (bytes.length == LONGEST_ERROR) {
            abort(body);
        } else {
            body.close();
        }
        return bytes;
    }

    private static InputStream body(Message message) {
        return switch (message.getBody()) {
            case InputStream stream -> stream;
            case byte[] bytes -> new ByteArrayInputStream(bytes);
            case null -> InputStream.nullInputStream();
            default -> InputStream.nullInputStream();
        };
    }

    private static int status(Message message) {
        return message.getHeader(Exchange.HTTP_RESPONSE_CODE) instanceof Integer status ? status : 200;
    }

    private static @Nullable String header(Message message, @Nullable String name) {
        Object value = name == null ? null : message.getHeader(name);
        return value == null ? null : value.toString();
    }

    /** Gives the connection up at once: closing it normally would drain what the provider still has to say, and is paid. */
    static void abort(InputStream body) {
        try {
            if (body instanceof EofSensorInputStream wire) {
                wire.abort();
            } else {
                body.close();
            }
        } catch (IOException e) {
            // it is given up either way
        }
    }
}

package io.serai.steps.callers;

import io.serai.call.CallId;
import io.serai.call.Caller;
import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.chat.ChatRequest;
import io.serai.chat.PlainText;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.Chunk;
import io.serai.doors.BytesInFlight;
import io.serai.doors.Door;
import io.serai.doors.PresentedKey;
import io.serai.doors.queue.BrokerAway;
import io.serai.doors.queue.MessageBody;
import io.serai.steps.call.CallerConnection;
import io.serai.steps.call.OncePerMinute;
import io.serai.steps.call.Slot;
import io.serai.steps.callers.RecentAnswers.Answer;
import io.serai.usage.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A caller on the other side of the broker: it gets the same JSON as over HTTP, as one text message. */
public final class QueueCaller implements CallerConnection {

    /** Stands on every answer and every dead letter. */
    static final String STATUS = "serai_status";

    private static final Logger log = LoggerFactory.getLogger(QueueCaller.class);

    /** Of those that show no valid key. */
    private static final OncePerMinute UNKNOWN = new OncePerMinute(InstantSource.system());

    /** A message can wait for room longer than a caller on a connection. */
    private static final Duration TURN_WITHIN = Duration.ofMinutes(1);

    /** How often an answer leaves that the broker takes back each time, before it is given up. */
    private static final int MOST_TRIES = 2;

    private final Door door;
    private final QueueSettings settings;
    private final Exchange exchange;
    private final CallId id;
    private final Incoming incoming;
    private final BytesInFlight.Share share;

    /** What is said if the message is set aside, or null while it has not been read. */
    private @Nullable MessageBody body;

    /** Why the reply-to may not be used; null as long as nothing is known against it. */
    private @Nullable String unusable;

    private boolean checked;
    /** Set where the broker ended before it could be asked. */
    private @Nullable BrokerAway away;

    private @Nullable Answer again;
    /** What is to be said is on the exchange; where a route ends before it is sent, {@link UnansweredMessage} sends it. */
    private boolean done;

    private boolean setAside;
    private volatile boolean sent;
    private @Nullable Answer leaving;
    private int status;

    QueueCaller(Door door, QueueSettings settings, Exchange exchange, CallId id) {
        this.door = door;
        this.settings = settings;
        this.exchange = exchange;
        this.id = id;
        this.incoming = Incoming.of(exchange.getIn());
        this.share = settings.budget().share(TURN_WITHIN);
        Message message = exchange.getIn();
        // The caller's properties, its key above all, are not sent back, nor on to a provider.
        message.setHeaders(new HashMap<>(8));
        message.setBody(null);
    }

    /** Its answer, or its dead letter, has left for the broker. */
    void sent() {
        sent = true;
        if (leaving != null) {
            leaving.tries().incrementAndGet();
        }
    }

    /** Whether nothing is left to be said; without a reply-to an answer that was made is the route's own to use. */
    boolean answered() {
        return !incoming.fromBroker() || sent || (done && !setAside && incoming.replyTo() == null);
    }

    /** Whether the message goes to the dead letters, because no one can be told. */
    boolean isSetAside() {
        return setAside;
    }

    @Override
    public String door() {
        return "queue";
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public @Nullable String key() {
        String key = PresentedKey.bearer(incoming.authorization());
        if (key == null) {
            throw unauthenticated("The message carries no key. ");
        }
        return key;
    }

    /** A message's own key goes first; a broker that is not ours says nothing of keys, whatever a message says. */
    @Override
    public @Nullable String checkedKeyId() {
        if (incoming.authorization() != null || (settings.external() && incoming.fromBroker())) {
            return null;
        }
        String checked = incoming.checkedKeyId();
        if (checked != null && checked.isEmpty()) {
            throw unauthenticated(incoming.hint() == null ? "The message's key is refused. " : incoming.hint() + " ");
        }
        return checked;
    }

    private Refusal unauthenticated(String what) {
        return new Refusal(
                new GatewayError.Unauthenticated(
                        what + "Set the property 'authorization' to 'Bearer ' and your key, sk-serai-…"
                                + (settings.external()
                                        ? "."
                                        : ", or log in to the broker with the key as the password and send no such property.")));
    }

    @Override
    public @Nullable String task() {
        return incoming.task();
    }

    @Override
    public ChatRequest read() {
        if (incoming.fault() != null) {
            throw invalid(incoming.fault());
        }
        checkReplyTo();
        recall();
        ChatRequest request = parsed();
        if (request.stream()) {
            throw new Refusal(new GatewayError.Invalid(
                    "A message gets one answer: leave out 'stream', or ask over HTTP.",
                    "stream",
                    "unsupported_parameter"));
        }
        return request;
    }

    /** Before a provider is asked, because an answer that cannot be sent is paid for all the same. */
    private void checkReplyTo() {
        checked = true;
        ReplyTo replyTo = incoming.replyTo();
        if (replyTo != null) {
            try {
                unusable = replyTo.refusal(settings.replies(), ownerOfReplies());
            } catch (BrokerAway ended) {
                away = ended;
                throw new Refusal(new GatewayError.Internal(503, "The gateway's broker has ended."));
            }
            if (unusable != null) {
                throw invalid(unusable);
            }
        }
    }

    /** Our own broker knows who logged in, even where the key of the message itself is another one or unknown. */
    private String ownerOfReplies() {
        if (!settings.external() && incoming.login() != null) {
            return incoming.login();
        }
        Caller caller = Slot.CALLER.find(exchange);
        return caller == null ? "" : caller.keyId();
    }

    /** A request that was answered and comes again is not asked again. */
    private void recall() {
        again = incoming.deliveries() > 1 ? settings.recent().find(request()) : null;
        if (again != null) {
            if (again.tries().get() >= MOST_TRIES && incoming.replyTo() != null) {
                unusable =
                        "The answer could not be sent to '" + incoming.replyTo().name() + "'.";
            }
            throw new Refusal(new GatewayError.Internal(500, "This request was answered before."));
        }
    }

    private RecentAnswers.Request request() {
        Caller caller = Slot.CALLER.find(exchange);
        return new RecentAnswers.Request(incoming.number(), incoming.sent(), caller == null ? "" : caller.keyId());
    }

    private ChatRequest parsed() {
        // A text is two bytes a character here, which may be more than there will ever be room for: then it has all of
        // it.
        share.reach(Math.min(incoming.size(), settings.budget().largest()));
        MessageBody read = incoming.body(settings.longestBody());
        // Kept for the dead letters only, where it may end when nobody can be told of a failure.
        body = incoming.replyTo() == null ? read : null;
        return switch (read) {
            case MessageBody.Text text -> door.read(text.text());
            case MessageBody.Bytes bytes -> door.read(bytes.bytes());
            case MessageBody.None none -> throw invalid("The message has no body: send the JSON of a chat request.");
            case MessageBody.TooLong tooLong ->
                throw new Refusal(new GatewayError.BadAddress(
                        413,
                        "The message's body is " + tooLong.bytes() + " bytes long, more than the "
                                + settings.longestBody()
                                + " that are read; send less at once, or raise serai.longest-body.",
                        "request_too_large"));
            case MessageBody.Other other ->
                throw invalid(
                        other.type().equals("compressed")
                                ? "The message's body is compressed by its sender: switch that off in the client."
                                : "The message's body is neither text nor bytes (" + other.type()
                                        + "): send the JSON of a chat request.");
        };
    }

    private static Refusal invalid(String message) {
        return new Refusal(new GatewayError.Invalid(message, null, null));
    }

    @Override
    public @Nullable String traceparent() {
        return incoming.traceparent();
    }

    @Override
    public boolean repeats() {
        return again != null && unusable == null;
    }

    @Override
    public boolean gone() {
        return false;
    }

    @Override
    public @Nullable Runnable keepAlive() {
        return null;
    }

    @Override
    public void whole(ChatReply.Whole reply, Facts facts) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("serai_model", facts.model());
        properties.put("serai_provider", facts.provider());
        properties.put("serai_rule", facts.rule());
        properties.put("serai_task", facts.task());
        properties.put("serai_attempts", facts.attempts());
        if (facts.cost() != null) {
            properties.put("serai_cost", facts.cost().toString());
        }
        properties.put(STATUS, 200);
        properties.put("serai_request_id", id.value());
        byte[] json = door.write(reply, reply.usage() == null ? facts.usage().get() : null);
        Answer answer = new Answer(new String(json, StandardCharsets.UTF_8), properties);
        if (incoming.number() != 0) {
            settings.recent().remember(request(), answer);
        }
        send(answer);
    }

    @Override
    public void begins(Facts facts) {
        throw new IllegalStateException("a message is never answered as a stream: read refuses the wish");
    }

    @Override
    public void sends(Chunk chunk) {
        throw new IllegalStateException("a message is never answered as a stream: read refuses the wish");
    }

    @Override
    public void ends(Usage usage) {
        throw new IllegalStateException("a message is never answered as a stream: read refuses the wish");
    }

    @Override
    public void refuse(GatewayError error) {
        if (again != null && repeats()) {
            send(again);
            return;
        }
        if (!checked && incoming.replyTo() != null) {
            try {
                unusable = incoming.replyTo().refusal(settings.replies(), ownerOfReplies());
            } catch (BrokerAway ended) {
                away = ended;
            }
        }
        if (away != null) {
            comesAgain(away);
            return;
        }
        Map<String, Object> properties = new HashMap<>();
        properties.put(STATUS, error.status());
        properties.put("serai_request_id", id.value());
        if (incoming.replyTo() == null || unusable != null) {
            properties.put("serai_reason", PlainText.of(unusable == null ? error.message() : unusable));
            setAside(properties);
            return;
        }
        Duration wait = error.retryAfter();
        if (wait != null && wait.isPositive()) {
            properties.put("serai_retry_after_ms", Math.max(1, wait.toMillis()));
        }
        send(new Answer(new String(door.error(error).body(), StandardCharsets.UTF_8), properties));
    }

    /** Nobody can be told: the message goes to the dead letters as it came, with the reason. */
    private void setAside(Map<String, Object> properties) {
        done = true;
        setAside = true;
        said(properties);
        Caller caller = Slot.CALLER.find(exchange);
        if (caller != null) {
            properties.put("serai_caller", caller.keyId());
        }
        MessageBody kept = body == null ? incoming.body(settings.longestBody()) : body;
        DeadLetter letter = incoming.letter(kept, properties);
        Message message = exchange.getMessage();
        message.setHeaders(new HashMap<>());
        message.setBody(letter.body());
        exchange.setProperty(DeadLetters.LETTER, letter);
        exchange.setProperty("answerable", false);
        exchange.setProperty("undeliverable", true);
        if (mayLog("aside")) {
            log.info("Call {} is set aside in llm.requests.dlq: {}", id, properties.get("serai_reason"));
        }
    }

    private void said(Map<String, Object> properties) {
        status = properties.get(STATUS) instanceof Integer number ? number : 0;
    }

    private void send(Answer answer) {
        done = true;
        said(answer.properties());
        try {
            if (mayNotAnswer()) {
                exchange.setProperty("answerable", false);
                lost(
                        new IllegalStateException(
                                "its queue is gone, somebody else reads there now, or too many answers of the key wait unread"));
                return;
            }
        } catch (BrokerAway ended) {
            comesAgain(ended);
            return;
        }
        leaving = answer;
        Map<String, Object> headers = new HashMap<>(answer.properties());
        if (incoming.replyTo() != null) {
            incoming.replyTo().address(headers);
            exchange.setProperty("answerable", true);
        }
        Message message = exchange.getMessage();
        message.setHeaders(headers);
        message.setBody(answer.json());
    }

    /** What logged in by our own broker is a client; its queue may have gone since it asked, and the name be another's. */
    private boolean mayNotAnswer() {
        return !settings.external()
                && settings.replies() != null
                && incoming.replyTo() != null
                && incoming.login() != null
                && !settings.replies()
                        .mayStillAnswer(ownerOfReplies(), incoming.replyTo().name());
    }

    @Override
    public void close() {
        share.close();
    }

    /** Gives the message back: nothing is known against its reply-to, and what was answered is repeated then. */
    private void comesAgain(Throwable why) {
        if (sent && leaving != null) {
            leaving.tries().decrementAndGet();
        }
        sent = true;
        exchange.setProperty("answerable", false);
        exchange.setRollbackOnly(true);
        log.warn(
                "The broker has ended or cannot be reached, so the answer of call {} could not be sent; its message comes again"
                        + " once the broker is back: {}",
                id,
                why.getMessage());
    }

    /**
     * Says that the answer did not reach its queue; the call stays settled and is not asked again.
     *
     * <p>Where the queue is not to blame but the broker, the message comes again.
     */
    public void lost(@Nullable Throwable why) {
        if (why != null && BrokerAway.isReasonOf(why)) {
            comesAgain(why);
            return;
        }
        sent = true;
        ReplyTo replyTo = incoming.replyTo();
        if (!mayLog("lost")) {
            return;
        }
        log.warn(
                "The answer of call {} could not be sent to '{}' and is dropped: {}",
                id,
                replyTo == null ? "" : replyTo.name(),
                why == null ? "no reason was given" : why.getMessage());
    }

    /** Calls of a key have a line each; those without a valid one must not fill the log. */
    private boolean mayLog(String kind) {
        return Slot.CALLER.find(exchange) != null || UNKNOWN.passes(kind);
    }
}

package io.serai.steps.call;

import io.serai.call.GatewayError;
import io.serai.chat.ChatRequest;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.Chunk;
import io.serai.usage.Money;
import io.serai.usage.Usage;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The caller's end of a call: answers and errors leave here in the dialect of the door it came by. */
public interface CallerConnection {

    /** {@code http} or {@code queue}, for the ledger. */
    String door();

    /** The key the caller showed, or null. */
    @Nullable
    String key();

    /** The id of a key that the broker has already checked for this message, or null where only {@link #key} speaks. */
    default @Nullable String checkedKeyId() {
        return null;
    }

    /**
     * Reads what the caller asks; only once it is known who asks, because reading costs.
     *
     * @throws io.serai.call.Refusal with what is wrong with it
     */
    ChatRequest read();

    /** The task type the caller named outside the body, or null. */
    @Nullable
    String task();

    /** The W3C {@code traceparent} of the caller's own trace, as it came, or null. */
    default @Nullable String traceparent() {
        return null;
    }

    /**
     * How long the caller waits for its answer to begin, counted from its call; null where it does not say.
     *
     * @throws io.serai.call.Refusal where it says so in a way that cannot be understood
     */
    default @Nullable Duration patience() {
        return null;
    }

    /** Whether it will be sent an answer that it was given before, in place of whatever ends the call. */
    default boolean repeats() {
        return false;
    }

    /** Whether the caller is known to have hung up. */
    boolean gone();

    /** Tells the caller of a long silence that its call lives on; null where nothing can be said before the answer. */
    @Nullable
    Runnable keepAlive();

    /**
     * Sends a whole answer.
     *
     * @param facts what the answer's headers say
     */
    void whole(ChatReply.Whole reply, Facts facts);

    /** Whether an answer that breaks off may be continued by another attempt. */
    default boolean wantsContinuation() {
        return true;
    }

    /** An answer is about to be sent as it grows. */
    void begins(Facts facts);

    /**
     * Sends a piece of it.
     *
     * @throws CallerGone when the caller hung up
     */
    void sends(Chunk chunk);

    /** Says something of the answer beside it, where the wire has a place for that which no client takes for the answer. */
    default void remarks(String words) {}

    /**
     * Sends its end; the call is settled by then.
     *
     * @param usage what the answer consumed, for a caller who wants to know
     */
    void ends(Usage usage);

    /** Sends an error, in place of an answer or inside one that has begun. */
    void refuse(GatewayError error);

    /** The status that the caller was sent, or 0 where none is known; to be asked once all has been said. */
    default int status() {
        return 0;
    }

    /** The call has ended: nothing may be sent any more. */
    default void close() {}

    /**
     * What the caller learns of the way its answer came.
     *
     * @param cost  null until the call is settled
     * @param usage what the answer consumed as metered so far, for a provider that does not say it
     */
    record Facts(
            String model,
            String provider,
            String rule,
            String task,
            int attempts,
            @Nullable Money cost,
            Supplier<Usage> usage) {}
}

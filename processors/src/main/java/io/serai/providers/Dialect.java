package io.serai.providers;

import io.serai.call.ProviderFailure;
import io.serai.chat.ChatRequest;
import io.serai.chat.Feature;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.ReplyStream;
import io.serai.usage.Usage;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Translates between the vocabulary and one family of wire formats; stateless and safe to share. */
public interface Dialect {

    /** The family's name, such as {@code openai}; bytes of the same family may pass through unchanged. */
    String family();

    /** What this wire can express; a request that needs more has no candidate behind it. */
    Set<Feature> carries();

    /**
     * The body to send to the provider. Nothing of the request is dropped in silence: what the wire has no word for is
     * either meaningless without harm (documented at the place) or refused.
     *
     * @throws io.serai.call.Refusal with {@code Invalid} naming the field that this wire cannot carry
     */
    byte[] encode(ChatRequest request, Target target);

    /** How the target goes on with an answer that is given as the request's last message; {@code NONE} unless it is known. */
    default Prefill prefill(ChatRequest request, Target target) {
        return Prefill.NONE;
    }

    /**
     * Reads a whole answer.
     *
     * @throws ProviderFailure {@code MALFORMED}, or what the body says where it is an error under status 200
     */
    ChatReply.Whole decode(byte[] body);

    /**
     * What a whole answer that {@link #decode} refused says it consumed, which will be billed all the same; null where it
     * does not say. Costs a parse, and is for failures only.
     */
    @Nullable
    Usage consumed(byte[] refused);

    /** A reader for the events of one streamed answer. */
    StreamDecoder decodeStream();

    /**
     * A streamed answer, parted as this wire parts it; server-sent events where it does not say otherwise.
     *
     * @param body  the response body; closed by the stream
     * @param abort gives the connection up without reading the rest; may be called from another thread
     */
    default ReplyStream stream(InputStream body, Runnable abort) {
        return new SseReplyStream(body, decodeStream(), abort);
    }

    /**
     * Whether a good answer is a stream of this wire rather than a whole answer; some vendors do not stream what they were
     * asked to.
     *
     * @param contentType as the provider says it, or null: some forget it, so only what is plainly something else is none
     */
    default boolean isStream(@Nullable String contentType) {
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        return !type.startsWith("application/json") && !type.startsWith("text/html");
    }

    /**
     * Says what an answer with an error status means, in the provider's words and without its secrets.
     *
     * @param header looks up a response header, in any case of letters; null when absent
     */
    ProviderFailure explain(int status, UnaryOperator<@Nullable String> header, byte[] body);
}

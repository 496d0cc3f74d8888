package io.serai.doors;

import io.serai.chat.ChatRequest;
import io.serai.chat.reply.ChatReply;
import io.serai.usage.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One dialect that callers speak: their bytes to the vocabulary and back, for HTTP and queues alike.
 *
 * <p>Stateless and safe for any number of threads. What one streamed answer has to remember is in its {@link ChunkWriter}; how
 * a stream is parted into events is its {@link Framing}.
 */
public interface Door extends ErrorWriter {

    /** The wire family, such as {@code openai}: bytes of a provider of the same family need no change. */
    String family();

    /**
     * Reads a chat request.
     *
     * @param body kept by the request, so not to be written to afterwards
     * @throws io.serai.call.Refusal with {@code Invalid}, naming the field at fault
     */
    ChatRequest read(byte[] body);

    /** Reads a chat request that came as text, such as a JMS text message; as {@link #read(byte[])}. */
    ChatRequest read(String body);

    /**
     * Writes a whole answer: the provider's own bytes where they are of this family.
     *
     * @param counted usage to tell the caller where the provider reported none; null for none
     */
    byte[] write(ChatReply.Whole reply, @Nullable Usage counted);

    /** A writer for one streamed answer to {@code request}, which may say what of it the caller wants to hear. */
    ChunkWriter stream(ChatRequest request);

    /** How a streamed answer is framed over HTTP. */
    Framing framing();

    /** Writes the list of models that a caller may use. */
    byte[] models(List<ModelCard> models);

    /** Writes one model of the list. */
    byte[] model(ModelCard model);
}

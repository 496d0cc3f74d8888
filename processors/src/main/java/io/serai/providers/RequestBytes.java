package io.serai.providers;

import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.chat.ChatRequest;
import io.serai.json.ProviderJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The body of a request to a provider whose dialect speaks in turns. */
public final class RequestBytes {

    private static final int USUAL = 4_096;

    /** Writes a dialect's own object. */
    public interface Writer {
        void write(JsonGenerator out, Turns turns) throws IOException;
    }

    private RequestBytes() {}

    /** @throws Refusal where there is nothing to say, or text that is not Unicode */
    public static byte[] of(ChatRequest request, Writer writer) {
        Turns turns = Turns.of(request.messages());
        if (turns.turns().isEmpty()) {
            throw new Refusal(new GatewayError.Invalid("There is no message with anything in it.", "messages", null));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL);
        try (JsonGenerator out = ProviderJson.generator(bytes)) {
            writer.write(out, turns);
        } catch (JsonGenerationException e) {
            throw new Refusal(
                    new GatewayError.Invalid("A text is not valid Unicode: " + e.getOriginalMessage(), null, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}

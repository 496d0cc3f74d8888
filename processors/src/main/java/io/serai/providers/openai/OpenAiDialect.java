package io.serai.providers.openai;

import io.serai.call.ProviderFailure;
import io.serai.chat.ChatRequest;
import io.serai.chat.Feature;
import io.serai.chat.Original;
import io.serai.chat.reply.ChatReply;
import io.serai.providers.Dialect;
import io.serai.providers.Prefill;
import io.serai.providers.StreamDecoder;
import io.serai.providers.Target;
import io.serai.providers.openai.reply.OpenAiErrors;
import io.serai.providers.openai.reply.OpenAiStreamDecoder;
import io.serai.providers.openai.reply.ReplyReader;
import io.serai.providers.openai.reply.UsageReader;
import io.serai.providers.openai.request.RequestEdit;
import io.serai.providers.openai.request.RequestWriter;
import io.serai.providers.openai.request.Vendor;
import io.serai.usage.Usage;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Speaks OpenAI's chat completions, with OpenAI or with a vendor that speaks its format.
 *
 * <p>A request that came by this wire is sent as its own bytes with the fewest edits; an answer is passed on as its own
 * bytes where SDKs can live with them, and else as bytes that were mended (see {@link ChatReply.Whole#verbatim}).
 *
 * <p>The caller's {@code metadata} stays here unless OpenAI shall store the answer: vendors refuse it otherwise.
 */
public final class OpenAiDialect implements Dialect {

    static final String FAMILY = ReplyReader.FAMILY;

    private final Vendor vendor;
    private final InstantSource clock;

    OpenAiDialect(Vendor vendor, InstantSource clock) {
        this.vendor = vendor;
        this.clock = clock;
    }

    /** For api.openai.com. */
    public static OpenAiDialect official() {
        return new OpenAiDialect(Vendor.OPENAI, InstantSource.system());
    }

    /** For vendors that speak OpenAI's format: {@code max_tokens} only, no developer role. */
    public static OpenAiDialect compatible() {
        return new OpenAiDialect(Vendor.COMPATIBLE, InstantSource.system());
    }

    /** For api.mistral.ai, which refuses the fields it does not know. */
    public static OpenAiDialect mistral() {
        return new OpenAiDialect(Vendor.MISTRAL, InstantSource.system());
    }

    /** For the built-in simulator. */
    public static OpenAiDialect simulator() {
        return new OpenAiDialect(Vendor.SIMULATOR, InstantSource.system());
    }

    @Override
    public String family() {
        return FAMILY;
    }

    @Override
    public Set<Feature> carries() {
        return vendor.carries();
    }

    @Override
    public byte[] encode(ChatRequest request, Target target) {
        Original original = request.original();
        if (original != null
                && original.family().equals(FAMILY)
                && !original.fields().isEmpty()) {
            return new RequestEdit(vendor, request, target, original).bytes();
        }
        return new RequestWriter(vendor, request, target).bytes();
    }

    /** OpenAI and most vendors take a last message of the assistant for said and done. */
    @Override
    public Prefill prefill(ChatRequest request, Target target) {
        return vendor.goesOnWithPrefix() ? Prefill.REPEATED : Prefill.NONE;
    }

    @Override
    public ChatReply.Whole decode(byte[] body) {
        return new ReplyReader(body, clock, vendor.callsEndWithStop()).read();
    }

    @Override
    public @Nullable Usage consumed(byte[] refused) {
        return UsageReader.within(refused);
    }

    @Override
    public StreamDecoder decodeStream() {
        return new OpenAiStreamDecoder(clock, vendor.callsEndWithStop());
    }

    @Override
    public ProviderFailure explain(int status, UnaryOperator<@Nullable String> header, byte[] body) {
        return OpenAiErrors.explain(status, header, body, clock.instant());
    }
}

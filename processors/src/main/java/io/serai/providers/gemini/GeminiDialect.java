package io.serai.providers.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.call.ProviderFailure;
import io.serai.chat.ChatRequest;
import io.serai.chat.Feature;
import io.serai.chat.reply.ChatReply;
import io.serai.json.ProviderJson;
import io.serai.providers.Dialect;
import io.serai.providers.Prefill;
import io.serai.providers.StreamDecoder;
import io.serai.providers.Target;
import io.serai.usage.Usage;
import java.time.InstantSource;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Speaks generateContent of Google's Gemini API, version v1beta; streams with {@code alt=sse}. */
public final class GeminiDialect implements Dialect {

    /** Log probabilities are missing although Gemini has them: the vocabulary has no word for them on the way back. */
    private static final Set<Feature> CARRIES = Collections.unmodifiableSet(EnumSet.of(
            Feature.TOOLS,
            Feature.VISION,
            Feature.AUDIO_INPUT,
            Feature.FILE_INPUT,
            Feature.JSON_OBJECT,
            Feature.JSON_SCHEMA,
            Feature.STREAMING,
            Feature.REASONING_EFFORT,
            Feature.MULTIPLE_CHOICES,
            Feature.SEED,
            Feature.PENALTIES));

    private final InstantSource clock;

    public GeminiDialect() {
        this(InstantSource.system());
    }

    GeminiDialect(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String family() {
        return "gemini";
    }

    @Override
    public Set<Feature> carries() {
        return CARRIES;
    }

    @Override
    public byte[] encode(ChatRequest request, Target target) {
        return new GeminiRequest(request, target).bytes();
    }

    /** Contents that end with the model's turn are gone on with. */
    @Override
    public Prefill prefill(ChatRequest request, Target target) {
        return GeminiModel.named(target.upstream()).goesOnWithItsTurn() ? Prefill.EXACT : Prefill.NONE;
    }

    @Override
    public ChatReply.Whole decode(byte[] body) {
        return GeminiReply.read(ProviderJson.read(body), clock.instant().getEpochSecond());
    }

    @Override
    public @Nullable Usage consumed(byte[] refused) {
        JsonNode body = ProviderJson.lenient(refused);
        return body == null ? null : GeminiUsage.of(body.path("usageMetadata"));
    }

    @Override
    public StreamDecoder decodeStream() {
        return new GeminiStream(clock.instant().getEpochSecond());
    }

    @Override
    public ProviderFailure explain(int status, UnaryOperator<@Nullable String> header, byte[] body) {
        return GeminiErrors.explain(status, header, body, clock.instant());
    }
}

package io.serai.providers.anthropic;

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

/** Speaks Anthropic's Messages API, version 2023-06-01. */
public final class AnthropicDialect implements Dialect {

    private static final Set<Feature> CARRIES = Collections.unmodifiableSet(EnumSet.of(
            Feature.TOOLS,
            Feature.VISION,
            Feature.FILE_INPUT,
            Feature.JSON_OBJECT,
            Feature.JSON_SCHEMA,
            Feature.STREAMING,
            Feature.PREFILL,
            Feature.REASONING_EFFORT));

    private final InstantSource clock;

    public AnthropicDialect() {
        this(InstantSource.system());
    }

    AnthropicDialect(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String family() {
        return "anthropic";
    }

    @Override
    public Set<Feature> carries() {
        return CARRIES;
    }

    @Override
    public byte[] encode(ChatRequest request, Target target) {
        return new AnthropicRequest(request, target).bytes();
    }

    /** Models before 4.6 go on with their last turn unless they think. */
    @Override
    public Prefill prefill(ChatRequest request, Target target) {
        return AnthropicRequest.takesPrefill(request, target) ? Prefill.STRIPPED : Prefill.NONE;
    }

    @Override
    public ChatReply.Whole decode(byte[] body) {
        return AnthropicReply.read(ProviderJson.read(body), clock.instant().getEpochSecond());
    }

    @Override
    public @Nullable Usage consumed(byte[] refused) {
        JsonNode body = ProviderJson.lenient(refused);
        UsageCount count = new UsageCount();
        if (body != null) {
            count.take(body.path("usage"));
        }
        return count.seen() ? count.usage() : null;
    }

    @Override
    public StreamDecoder decodeStream() {
        return new AnthropicStream(clock.instant().getEpochSecond());
    }

    @Override
    public ProviderFailure explain(int status, UnaryOperator<@Nullable String> header, byte[] body) {
        return AnthropicErrors.explain(status, header, body, clock.instant());
    }
}

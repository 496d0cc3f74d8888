package io.serai.doors.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.serai.call.GatewayError;
import io.serai.chat.PlainText;
import io.serai.chat.reply.FinishReason;
import io.serai.usage.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** How this door reads and writes JSON, and the shapes that whole and streamed answers share. */
final class OpenAiJson {

    /** The wire family: a provider's bytes of the same family need no change. */
    static final String FAMILY = "openai";

    static final int MAX_DEPTH = 200;
    /** Ten thousand messages have some hundred thousand; as many names cost a fraction of a second. */
    static final int MAX_TOKENS = 250_000;

    /** Buffers are pooled, not kept by thread: every call has a virtual thread of its own. */
    static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxTokenCount(MAX_TOKENS)
                    .maxNameLength(1000)
                    .maxNumberLength(400)
                    .maxStringLength(Integer.MAX_VALUE) // the server limits the body
                    .build())
            .build();

    private OpenAiJson() {}

    /** Says something to a generator. */
    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    /** The UTF-8 bytes of what {@code body} writes. */
    static byte[] bytes(Body body) {
        try (ByteArrayBuilder out = new ByteArrayBuilder(512)) {
            try (JsonGenerator json = FACTORY.createGenerator(out)) {
                body.write(json);
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    static void usage(JsonGenerator json, Usage usage) throws IOException {
        json.writeObjectFieldStart("usage");
        json.writeNumberField("prompt_tokens", usage.promptTotal());
        json.writeNumberField("completion_tokens", usage.completionTotal());
        json.writeNumberField("total_tokens", usage.total());
        json.writeObjectFieldStart("prompt_tokens_details");
        json.writeNumberField("cached_tokens", usage.cacheRead());
        json.writeNumberField("audio_tokens", usage.audioInput());
        json.writeNumberField("cache_write_tokens", usage.cacheWriteTotal());
        json.writeEndObject();
        json.writeObjectFieldStart("completion_tokens_details");
        json.writeNumberField("reasoning_tokens", usage.reasoning());
        json.writeNumberField("audio_tokens", usage.audioOutput());
        json.writeNumberField("accepted_prediction_tokens", 0);
        json.writeNumberField("rejected_prediction_tokens", 0);
        json.writeEndObject();
        json.writeEndObject();
    }

    /** The word of {@code finish_reason}. */
    static String finish(FinishReason reason) {
        return switch (reason) {
            case STOP -> "stop";
            case LENGTH -> "length";
            case TOOL_CALLS -> "tool_calls";
            case CONTENT_FILTER -> "content_filter";
        };
    }

    /** {@code {"error":{…}}} with all four keys, each a string or null. */
    static void error(JsonGenerator json, GatewayError error) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("error");
        json.writeStringField("message", PlainText.of(error.message()));
        json.writeStringField("type", ErrorWords.type(error));
        stringOrNull(json, "param", ErrorWords.param(error));
        stringOrNull(json, "code", ErrorWords.code(error));
        json.writeEndObject();
        json.writeEndObject();
    }

    static void stringOrNull(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value == null) {
            json.writeNullField(name);
        } else {
            json.writeStringField(name, value);
        }
    }
}

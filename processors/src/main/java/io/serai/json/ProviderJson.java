package io.serai.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.serai.call.ProviderFailure;
import io.serai.chat.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON that is translated rather than passed on; numbers keep their digits.
 *
 * <p>Trees only, no binding to types: what a tool was called with must come out as it went in.
 */
public final class ProviderJson {

    /** Buffers are pooled for all threads: a virtual thread lives for one call, its own would be garbage at once. */
    private static final JsonMapper MAPPER = mapper(StreamReadConstraints.defaults());

    /** A tree takes some hundred bytes a token: what a stranger's sixty megabytes of brackets would fill. */
    private static final int MOST_TOKENS = 1_000_000;

    /** For whole bodies and events of strangers. */
    private static final JsonMapper BOUNDED =
            mapper(StreamReadConstraints.builder().maxTokenCount(MOST_TOKENS).build());

    /**
     * The same for large ones: without the table of names, which copies itself for every few long names. Slower where names
     * repeat themselves.
     */
    private static final JsonMapper LARGE = JsonMapper.builder(BOUNDED.getFactory()
                    .rebuild()
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final int LARGE_BYTES = 256 << 10;

    private static JsonMapper mapper(StreamReadConstraints constraints) {
        JsonFactory factory = JsonFactory.builder()
                .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
                .streamReadConstraints(constraints)
                // field names come from strangers, too, and would all end up in the JVM's one table
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    private ProviderJson() {}

    /**
     * Reads a provider's JSON object.
     *
     * @throws ProviderFailure {@code MALFORMED} when it is none
     */
    public static JsonNode read(byte[] body) {
        JsonNode node = lenient(body);
        if (node == null || !node.isObject()) {
            throw new ProviderFailure(
                    ProviderFailure.Kind.MALFORMED,
                    "the provider's answer is not a JSON object (" + body.length + " bytes)");
        }
        return node;
    }

    /** Reads any JSON, or gives null where the bytes are none. */
    public static @Nullable JsonNode lenient(byte[] body) {
        try {
            return bounded(body).readTree(body);
        } catch (IOException e) {
            return null;
        }
    }

    private static JsonMapper bounded(byte[] body) {
        return body.length > LARGE_BYTES ? LARGE : BOUNDED;
    }

    /** Reads a value that is valid by the vocabulary's contract. */
    public static JsonNode read(Json json) {
        try {
            return MAPPER.readTree(json.text());
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON although the vocabulary says so", e);
        }
    }

    /** Whether the text is one whole JSON object and nothing else. */
    public static boolean isObject(String text) {
        return is(text, JsonToken.START_OBJECT);
    }

    /** Whether the text is one whole JSON array and nothing else. */
    public static boolean isArray(String text) {
        return is(text, JsonToken.START_ARRAY);
    }

    private static boolean is(String text, JsonToken first) {
        try (JsonParser parser = MAPPER.createParser(text)) {
            return parser.nextToken() == first
                    && parser.skipChildren() != null
                    && parser.currentToken().isStructEnd()
                    && parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** A parser for one pass over the bytes. */
    public static JsonParser parser(byte[] body) throws IOException {
        return bounded(body).createParser(body);
    }

    /** A parser for one pass over some of the bytes. */
    public static JsonParser parser(byte[] body, int from, int length) throws IOException {
        return MAPPER.createParser(body, from, length);
    }

    /** The text of the value that the parser stands at the beginning of; it stands at its end then. */
    public static String copy(JsonParser parser) throws IOException {
        return MAPPER.readTree(parser).toString();
    }

    /** A text as a JSON string in UTF-8. */
    public static byte[] quoted(String text) {
        byte[] inside = JsonStringEncoder.getInstance().quoteAsUTF8(text);
        byte[] quoted = new byte[inside.length + 2];
        quoted[0] = '"';
        quoted[quoted.length - 1] = '"';
        System.arraycopy(inside, 0, quoted, 1, inside.length);
        return quoted;
    }

    /** Writes a tree as UTF-8. */
    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonGenerator generator(OutputStream into) throws IOException {
        return MAPPER.createGenerator(into);
    }

    /** The field's text, or null where it is absent, null or no string. */
    public static @Nullable String text(JsonNode node, String field) {
        return node.path(field).textValue();
    }
}

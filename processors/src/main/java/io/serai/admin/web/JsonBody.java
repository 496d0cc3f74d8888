package io.serai.admin.web;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.doors.http.body.Bodies;
import io.serai.doors.http.body.Body;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A request's JSON object, read strictly: whatever is not as documented is refused by the name of its field. */
public final class JsonBody {

    private static final int LIMIT = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.builder(new JsonFactoryBuilder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(20)
                            .maxTokenCount(20_000)
                            .maxNameLength(1000)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ObjectNode fields;

    private JsonBody(ObjectNode fields) {
        this.fields = fields;
    }

    /** Reads a body of at most 1 MB that may have the fields {@code known} and no other. */
    public static JsonBody read(HttpServletRequest request, Bodies bodies, String... known) {
        byte[] body = bytes(request, bodies);
        if (body.length == 0) {
            throw AdminErrors.unparsable("it is empty; send an object.");
        }
        JsonNode json = parsed(body);
        if (!(json instanceof ObjectNode object)) {
            throw AdminErrors.invalid(
                    "The body must be a JSON object, but is " + kind(json) + ".", null, "invalid_type");
        }
        List<String> names = List.of(known);
        object.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                throw AdminErrors.unknown(name, String.join(", ", names));
            }
        });
        return new JsonBody(object);
    }

    private static JsonNode parsed(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            var place = e.getLocation();
            String where = place == null ? "" : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
            throw AdminErrors.unparsable(e.getOriginalMessage() + where + ".");
        } catch (IOException e) {
            throw AdminErrors.unparsable(e.getMessage() + ".");
        }
    }

    /** All bytes of the body, plain; whoever sends them too slowly is cut off. */
    private static byte[] bytes(HttpServletRequest request, Bodies bodies) {
        String encoding = request.getHeader("content-encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw AdminErrors.address(415, "Unknown content-encoding: send the body plain.", "unsupported_encoding");
        }
        try (Body body = bodies.open(request, LIMIT)) {
            return body.read();
        }
    }

    public String text(String name) {
        String text = optionalText(name);
        if (text == null) {
            throw AdminErrors.missing(name);
        }
        return text;
    }

    @Nullable
    public String optionalText(String name) {
        JsonNode value = value(name);
        return value == null ? null : text(name, value);
    }

    private static String text(String name, JsonNode value) {
        if (!value.isTextual()) {
            throw AdminErrors.wrongType(name, "a string", kind(value));
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value.textValue())) {
            throw AdminErrors.invalid("Invalid '" + name + "': it holds half a surrogate pair.", name, "invalid_value");
        }
        return value.textValue();
    }

    /** A list that is not empty where it is given, so that nobody who means none gets all. */
    public List<String> texts(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw AdminErrors.wrongType(name, "an array of strings", kind(value));
        }
        if (value.isEmpty()) {
            throw AdminErrors.invalid(
                    "Invalid '" + name + "': empty array. Leave it out for all.", name, "empty_array");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : value) {
            texts.add(text(name + "[" + texts.size() + "]", each));
        }
        return texts;
    }

    /** A moment as ISO text or in seconds since 1970. */
    @Nullable
    public Instant instant(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return Moments.ofSeconds(name, value.longValue());
        }
        if (!value.isTextual()) {
            throw AdminErrors.wrongType(name, "an ISO instant or seconds since 1970", kind(value));
        }
        return Moments.parse(name, value.textValue());
    }

    public boolean flag(String name) {
        JsonNode value = value(name);
        if (value == null) {
            throw AdminErrors.missing(name);
        }
        if (!value.isBoolean()) {
            throw AdminErrors.wrongType(name, "a boolean", kind(value));
        }
        return value.booleanValue();
    }

    private @Nullable JsonNode value(String name) {
        JsonNode value = fields.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case NUMBER -> value.isIntegralNumber() ? "an integer" : "a decimal number";
            case BINARY, BOOLEAN, MISSING, NULL, POJO, STRING ->
                value.isNull() ? "null" : "a " + value.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }
}

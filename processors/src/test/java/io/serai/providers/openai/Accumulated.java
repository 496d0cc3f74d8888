package io.serai.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.serai.chat.reply.Verbatim;
import io.serai.json.ProviderJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds up a stream's bytes as SDKs do, blindly: texts are joined, numbers summed, lists joined by index. */
final class Accumulated {

    final Map<Integer, ObjectNode> messages = new TreeMap<>();
    final Map<Integer, String> finishes = new TreeMap<>();
    final List<JsonNode> usages = new ArrayList<>();
    private @Nullable String id;

    void add(Verbatim verbatim) {
        JsonNode chunk = ProviderJson.read(verbatim.bytes());
        assertThat(chunk.has("error")).as("no error key, not even null").isFalse();
        assertThat(chunk.path("object").textValue()).isEqualTo("chat.completion.chunk");
        assertThat(chunk.path("created").isIntegralNumber()).isTrue();
        assertThat(chunk.path("model").isTextual()).isTrue();
        assertThat(chunk.path("choices").isArray()).isTrue();
        assertThat(chunk.path("id").textValue())
                .isNotEmpty()
                .isEqualTo(id == null ? chunk.path("id").textValue() : id);
        id = chunk.path("id").textValue();
        if (chunk.path("usage").isObject()) {
            assertThat(chunk.path("choices")).as("usage stands alone").isEmpty();
            usages.add(chunk.path("usage"));
        }
        for (JsonNode choice : chunk.path("choices")) {
            choice(choice);
        }
    }

    /** The first answer. */
    ObjectNode message() {
        return Objects.requireNonNull(messages.get(0));
    }

    private void choice(JsonNode choice) {
        assertThat(choice.path("index").isInt()).isTrue();
        assertThat(choice.path("delta").isObject()).isTrue();
        assertThat(choice.has("finish_reason")).isTrue();
        int index = choice.path("index").intValue();
        assertThat(finishes).as("nothing behind the finish").doesNotContainKey(index);
        ObjectNode message = messages.computeIfAbsent(index, i -> JsonNodeFactory.instance.objectNode());
        merge(message, choice.path("delta"));
        if (!choice.path("finish_reason").isNull()) {
            assertThat(choice.path("finish_reason").textValue())
                    .isIn("stop", "length", "tool_calls", "content_filter", "function_call");
            finishes.put(index, choice.path("finish_reason").textValue());
        }
    }

    private static void merge(ObjectNode into, JsonNode from) {
        for (Map.Entry<String, JsonNode> field : from.properties()) {
            JsonNode there = into.path(field.getKey());
            JsonNode value = field.getValue();
            if (field.getKey().equals("index")) {
                into.set("index", value);
            } else if (field.getKey().equals("tool_calls")) {
                calls(into.withArray("tool_calls"), value);
            } else if (there.isMissingNode() || there.isNull()) {
                into.set(field.getKey(), value.deepCopy());
            } else if (there.isTextual() && value.isTextual()) {
                into.set(field.getKey(), new TextNode(there.textValue() + value.textValue()));
            } else if (there.isInt() && value.isInt()) {
                into.set(field.getKey(), new IntNode(there.intValue() + value.intValue()));
            } else if (there.isObject() && value.isObject()) {
                merge((ObjectNode) there, value);
            }
        }
    }

    private static void calls(ArrayNode into, JsonNode fragments) {
        for (JsonNode fragment : fragments) {
            assertThat(fragment.path("index").isInt()).isTrue();
            int index = fragment.path("index").intValue();
            assertThat(index).as("contiguous").isLessThanOrEqualTo(into.size());
            if (index == into.size()) {
                into.addObject();
            }
            merge((ObjectNode) into.get(index), fragment);
        }
    }
}

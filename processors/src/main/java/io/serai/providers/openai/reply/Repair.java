package io.serai.providers.openai.reply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.chat.ToolCall;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.Delta;
import io.serai.json.ProviderJson;
import io.serai.usage.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Repairs answers that SDKs would stumble over; what else the vendor said stays (citations …).
 *
 * <p>Works on trees: it is for vendors that do not keep to the format, and their answers cost a second reading.
 */
final class Repair {

    private Repair() {}

    static byte[] whole(
            byte[] body, String id, String model, long created, List<ChatReply.Choice> choices, @Nullable Usage usage) {
        ObjectNode root = head(body, "chat.completion", id, model, created);
        ArrayNode list = (ArrayNode) root.path("choices");
        for (int i = 0; i < choices.size(); i++) {
            choice((ObjectNode) list.get(i), choices.get(i));
        }
        usage(root, usage);
        return ProviderJson.bytes(root);
    }

    private static ObjectNode head(byte[] json, String object, String id, String model, long created) {
        ObjectNode root = (ObjectNode) ProviderJson.read(json);
        root.remove("error");
        root.put("id", id);
        root.put("object", object);
        if (!root.path("created").isIntegralNumber()) {
            root.put("created", created);
        }
        if (!root.path("model").isTextual()) {
            root.put("model", model);
        }
        return root;
    }

    private static void choice(ObjectNode node, ChatReply.Choice choice) {
        node.remove("error");
        node.put("index", choice.index());
        node.put("finish_reason", FinishWords.word(choice.finish()));
        if (!node.has("logprobs")) {
            node.putNull("logprobs");
        }
        ObjectNode message = object(node, "message");
        message.put("role", "assistant");
        if (message.path("content").isArray() && choice.reasoning() != null) {
            message.put("reasoning_content", choice.reasoning());
        }
        message.put("content", choice.text());
        message.put("refusal", choice.refusal());
        boolean function =
                message.path("function_call").isObject() && !choice.toolCalls().isEmpty();
        if (!function) {
            message.remove("function_call");
        }
        message.remove("tool_calls");
        if (!choice.toolCalls().isEmpty() && !function) {
            ArrayNode calls = message.putArray("tool_calls");
            for (ToolCall call : choice.toolCalls()) {
                ObjectNode one = calls.addObject();
                one.put("id", call.id()).put("type", "function");
                one.putObject("function").put("name", call.name()).put("arguments", call.arguments());
            }
        }
    }

    private static void usage(ObjectNode root, @Nullable Usage usage) {
        if (usage == null || !usage.believable()) {
            root.remove("usage");
            return;
        }
        ObjectNode node = object(root, "usage");
        node.put("prompt_tokens", usage.promptTotal());
        node.put("completion_tokens", usage.completionTotal());
        node.put("total_tokens", usage.total());
    }

    /** One event, saying no more than {@code said}; usage beside choices is left to the door. */
    static byte[] chunk(byte[] data, String id, String model, long created, List<Delta> said, List<Integer> beginning) {
        ObjectNode root = head(data, "chat.completion.chunk", id, model, created);
        root.remove("usage");
        JsonNode choices = root.path("choices");
        for (int i = 0; i < choices.size(); i++) {
            ObjectNode node = (ObjectNode) choices.get(i);
            int index = node.path("index").isInt() ? node.path("index").intValue() : i;
            node.remove("error");
            node.put("index", index);
            node.putNull("finish_reason");
            ObjectNode delta = object(node, "delta");
            boolean parts = delta.path("content").isArray();
            delta.remove(List.of("role", "content", "tool_calls"));
            if (said.stream().noneMatch(one -> isCall(one) && choice(one) == index)) {
                delta.remove("function_call");
            }
            if (beginning.contains(index)) {
                delta.put("role", "assistant");
            }
            for (Delta one : said) {
                if (choice(one) == index) {
                    say(node, delta, one, parts);
                }
            }
        }
        return ProviderJson.bytes(root);
    }

    private static boolean isCall(Delta delta) {
        return delta instanceof Delta.ToolCallStart || delta instanceof Delta.ToolCallArguments;
    }

    private static void say(ObjectNode node, ObjectNode delta, Delta one, boolean parts) {
        boolean function = delta.has("function_call");
        switch (one) {
            case Delta.Text text -> delta.put("content", text.text());
            case Delta.Reasoning reasoning -> {
                if (parts) {
                    delta.put("reasoning_content", reasoning.text());
                }
            }
            case Delta.ToolCallStart call -> {
                if (!function) {
                    start(delta, call);
                }
            }
            case Delta.ToolCallArguments call -> {
                if (!function) {
                    arguments(delta, call);
                }
            }
            case Delta.Finish finish -> node.put("finish_reason", FinishWords.word(finish.reason()));
            // what stands there stays: a refusal, and a start whose id and model the head has
            case Delta.Refusal refusal -> {}
            case Delta.Start start -> {}
            case Delta.UsageReport usage -> {}
        }
    }

    /** The choice a delta is about, or -1 where it is about all. */
    private static int choice(Delta delta) {
        return switch (delta) {
            case Delta.Text text -> text.choice();
            case Delta.Reasoning reasoning -> reasoning.choice();
            case Delta.Refusal refusal -> refusal.choice();
            case Delta.ToolCallStart call -> call.choice();
            case Delta.ToolCallArguments call -> call.choice();
            case Delta.Finish finish -> finish.choice();
            case Delta.Start start -> -1;
            case Delta.UsageReport usage -> -1;
        };
    }

    private static void start(ObjectNode delta, Delta.ToolCallStart call) {
        ObjectNode fragment = calls(delta).addObject();
        fragment.put("index", call.index()).put("id", call.id()).put("type", "function");
        fragment.putObject("function").put("name", call.name()).put("arguments", "");
    }

    /** Arguments join the fragment of their call where this event has one already: one fragment a call and event. */
    private static void arguments(ObjectNode delta, Delta.ToolCallArguments call) {
        for (JsonNode fragment : calls(delta)) {
            if (fragment.path("index").intValue() == call.index()) {
                ObjectNode function = (ObjectNode) fragment.path("function");
                function.put("arguments", function.path("arguments").asText() + call.fragment());
                return;
            }
        }
        ObjectNode fragment = calls(delta).addObject().put("index", call.index());
        fragment.putObject("function").put("arguments", call.fragment());
    }

    private static ArrayNode calls(ObjectNode delta) {
        return delta.path("tool_calls") instanceof ArrayNode there ? there : delta.putArray("tool_calls");
    }

    private static ObjectNode object(ObjectNode in, String name) {
        return in.path(name) instanceof ObjectNode there ? there : in.putObject(name);
    }
}

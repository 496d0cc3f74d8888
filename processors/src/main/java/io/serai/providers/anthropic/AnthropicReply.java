package io.serai.providers.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.call.ProviderFailure;
import io.serai.chat.ToolCall;
import io.serai.chat.reply.ChatReply;
import io.serai.json.ProviderJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a whole answer of the Messages API. */
final class AnthropicReply {

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<ToolCall> calls = new ArrayList<>();
    private @Nullable String jsonAnswer;

    private AnthropicReply() {}

    static ChatReply.Whole read(JsonNode body, long created) {
        if ("error".equals(ProviderJson.text(body, "type"))) {
            throw AnthropicErrors.inStream(body);
        }
        if (!body.path("content").isArray()) {
            throw new ProviderFailure(ProviderFailure.Kind.MALFORMED, "Anthropic's answer has no content");
        }
        AnthropicReply reply = new AnthropicReply();
        body.path("content").forEach(reply::block);
        UsageCount count = new UsageCount();
        count.take(body.path("usage"));
        return new ChatReply.Whole(
                body.path("id").asText(""),
                body.path("model").asText(""),
                created,
                List.of(reply.choice(body)),
                count.seen() ? count.usage() : null,
                null);
    }

    private void block(JsonNode block) {
        switch (block.path("type").asText("")) {
            case "text" -> text.append(block.path("text").asText(""));
            case "thinking" -> reasoning.append(block.path("thinking").asText(""));
            case "tool_use" -> call(block);
            default -> {
                // redacted thinking and blocks of server tools, which are never asked for: nothing a caller could use
            }
        }
    }

    private void call(JsonNode block) {
        String name = block.path("name").asText("");
        JsonNode input = block.path("input");
        String arguments = input.isMissingNode() || input.isNull() ? "{}" : input.toString();
        if (name.equals(JsonAnswer.TOOL)) {
            jsonAnswer = arguments;
        } else {
            calls.add(new ToolCall(block.path("id").asText(""), name, arguments));
        }
    }

    private ChatReply.Choice choice(JsonNode body) {
        String said = Objects.requireNonNullElse(jsonAnswer, text.toString());
        String refusal = StopReasons.refusal(body);
        boolean silent = said.isEmpty() && (!calls.isEmpty() || refusal != null);
        return new ChatReply.Choice(
                0,
                silent ? null : said,
                reasoning.isEmpty() ? null : reasoning.toString(),
                refusal,
                calls,
                StopReasons.of(ProviderJson.text(body, "stop_reason"), !calls.isEmpty()));
    }
}

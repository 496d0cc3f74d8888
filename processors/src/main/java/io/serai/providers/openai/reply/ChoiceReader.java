package io.serai.providers.openai.reply;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.serai.call.ProviderFailure;
import io.serai.chat.ToolCall;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.FinishReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one choice of a whole answer; good for one. */
final class ChoiceReader {

    private final int place;
    private final boolean trusted;

    private @Nullable String text;
    private @Nullable String transcript;
    private @Nullable String reasoning;
    private @Nullable String refusal;
    private final List<ToolCall> calls = new ArrayList<>(0);
    private int fragments;
    private @Nullable String finish;

    private boolean tidy = true;
    private boolean error;
    private boolean index;
    private boolean role;
    private boolean content;
    private boolean refusalSaid;
    private boolean logprobs;

    /**
     * @param place   where in the list the choice stands; SDKs take its index for the same
     * @param trusted whether its provider says {@code stop} on purpose where a tool was called
     */
    ChoiceReader(int place, boolean trusted) {
        this.place = place;
        this.trusted = trusted;
    }

    ChatReply.Choice read(JsonParser parser) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "index" -> {
                    index = token == JsonToken.VALUE_NUMBER_INT && parser.getIntValue() == place;
                    parser.skipChildren();
                }
                case "message" -> message(parser, token);
                case "finish_reason" -> finish = JsonText.string(parser, token);
                case "logprobs" -> {
                    logprobs = true;
                    parser.skipChildren();
                }
                case "error" -> {
                    error |= token != JsonToken.VALUE_NULL;
                    tidy = false;
                    parser.skipChildren();
                }
                default -> parser.skipChildren();
            }
        }
        return new ChatReply.Choice(place, text == null ? transcript : text, reasoning, refusal, calls, reason());
    }

    private FinishReason reason() {
        FinishReason reason = finish == null ? FinishReason.STOP : FinishWords.reason(finish);
        return reason == FinishReason.STOP && !calls.isEmpty() ? FinishReason.TOOL_CALLS : reason;
    }

    /** Whether the choice has all that SDKs need and nothing they stumble over. */
    boolean tidy() {
        return tidy
                && index
                && role
                && content
                && refusalSaid
                && logprobs
                && finish != null
                && (trusted || calls.isEmpty() || FinishWords.reason(finish) != FinishReason.STOP)
                && FinishWords.known(finish);
    }

    boolean error() {
        return error;
    }

    private void message(JsonParser parser, JsonToken start) throws IOException {
        if (start != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "role" -> role = "assistant".equals(JsonText.string(parser, token));
                case "content" -> content(parser, token);
                case "refusal" -> {
                    refusalSaid = token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NULL;
                    refusal = JsonText.string(parser, token);
                }
                case "reasoning_content", "reasoning" -> {
                    String said = JsonText.string(parser, token);
                    reasoning = said == null ? reasoning : said;
                }
                case "tool_calls" -> toolCalls(parser, token);
                case "function_call" -> functionCall(parser, token);
                case "audio" -> audio(parser, token);
                default -> parser.skipChildren();
            }
        }
    }

    /** Spoken answers carry their words in a transcript. */
    private void audio(JsonParser parser, JsonToken start) throws IOException {
        if (start != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            if (name.equals("transcript")) {
                transcript = JsonText.string(parser, token);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void content(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.START_ARRAY) {
            ContentText parts = ContentText.read(parser);
            text = parts.text();
            reasoning = parts.thinking() == null ? reasoning : parts.thinking();
        } else {
            content = token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NULL;
            text = JsonText.string(parser, token);
        }
    }

    private void toolCalls(JsonParser parser, JsonToken token) throws IOException {
        if (token != JsonToken.START_ARRAY) {
            tidy = false;
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (fragments++ == StreamedCalls.MOST_CALLS) {
                throw new ProviderFailure(ProviderFailure.Kind.MALFORMED, "the answer calls too many tools");
            }
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                ToolFragment call = ToolFragment.read(parser);
                tidy &= call.wholeAndTidy();
                if (!call.isEmpty()) {
                    calls.add(call.whole());
                }
            } else {
                tidy = false;
                parser.skipChildren();
            }
        }
        tidy &= !calls.isEmpty();
    }

    /** The older form of a tool call, which has no id. */
    private void functionCall(JsonParser parser, JsonToken token) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        ToolFragment call = ToolFragment.readFunction(parser);
        tidy &= !call.isEmpty();
        if (!call.isEmpty()) {
            calls.add(call.whole());
        }
    }
}

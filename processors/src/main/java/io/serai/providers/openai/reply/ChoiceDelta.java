package io.serai.providers.openai.reply;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.serai.call.ProviderFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one event says of one choice, as it stands there; filled anew for each. */
final class ChoiceDelta {

    private int index;
    private boolean deltaThere;
    private boolean finishThere;
    private boolean roleThere;
    private boolean roleKnown;
    private boolean oddities;
    private boolean error;

    private @Nullable String text;
    private @Nullable String reasoning;
    private @Nullable String refusal;
    private @Nullable String finish;
    private @Nullable ToolFragment functionCall;
    private final List<ToolFragment> calls = new ArrayList<>(1);

    /** Reads the choice that the parser stands at the beginning of. */
    void read(JsonParser parser) throws IOException {
        forget();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "index" -> {
                    if (token == JsonToken.VALUE_NUMBER_INT) {
                        index = parser.getIntValue();
                        if (index < 0) {
                            throw new ProviderFailure(ProviderFailure.Kind.MALFORMED, "a choice has a negative index");
                        }
                    }
                    parser.skipChildren();
                }
                case "delta" -> delta(parser, token);
                case "finish_reason" -> finish(parser, token);
                case "error" -> {
                    error = token != JsonToken.VALUE_NULL;
                    oddities = true;
                    parser.skipChildren();
                }
                default -> parser.skipChildren();
            }
        }
    }

    private void forget() {
        index = -1;
        deltaThere = false;
        finishThere = false;
        roleThere = false;
        roleKnown = false;
        oddities = false;
        error = false;
        text = null;
        reasoning = null;
        refusal = null;
        finish = null;
        functionCall = null;
        calls.clear();
    }

    private void finish(JsonParser parser, JsonToken token) throws IOException {
        String word = JsonText.string(parser, token);
        finishThere = token == JsonToken.VALUE_NULL || word != null && FinishWords.known(word);
        finish = word == null || word.isEmpty() ? null : word;
        error |= "error".equals(word);
    }

    private void delta(JsonParser parser, JsonToken start) throws IOException {
        if (start != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        deltaThere = true;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "content" -> content(parser, token);
                case "role" -> {
                    roleThere = true;
                    roleKnown = "assistant".equals(JsonText.string(parser, token));
                }
                case "reasoning_content", "reasoning" -> {
                    String said = JsonText.string(parser, token);
                    reasoning = said == null ? reasoning : said;
                }
                case "refusal" -> refusal = JsonText.string(parser, token);
                case "tool_calls" -> toolCalls(parser, token);
                case "function_call" -> {
                    if (token == JsonToken.START_OBJECT) {
                        functionCall = ToolFragment.readFunction(parser);
                    } else {
                        parser.skipChildren();
                    }
                }
                case "audio" -> audio(parser, token);
                default -> parser.skipChildren();
            }
        }
    }

    private void content(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.START_ARRAY) {
            ContentText parts = ContentText.read(parser);
            text = parts.text();
            reasoning = parts.thinking() == null ? reasoning : parts.thinking();
            oddities = true;
        } else {
            text = JsonText.string(parser, token);
        }
    }

    private void toolCalls(JsonParser parser, JsonToken token) throws IOException {
        if (token != JsonToken.START_ARRAY) {
            oddities = true;
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (calls.size() == StreamedCalls.MOST_CALLS) {
                throw new ProviderFailure(ProviderFailure.Kind.MALFORMED, "an event calls too many tools");
            }
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                calls.add(ToolFragment.read(parser));
            } else {
                oddities = true;
                parser.skipChildren();
            }
        }
        oddities |= calls.isEmpty();
    }

    /** Spoken answers carry their words in a transcript. */
    private void audio(JsonParser parser, JsonToken start) throws IOException {
        if (start != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            if (name.equals("transcript") && text == null) {
                text = JsonText.string(parser, token);
            } else {
                parser.skipChildren();
            }
        }
    }

    /** Which choice it is; the one at its place where it does not say. */
    int index(int place) {
        return index < 0 ? place : index;
    }

    /** Whether it has all that SDKs need and nothing they stumble over, apart from what was said before. */
    boolean tidy() {
        return !oddities && index >= 0 && deltaThere && finishThere;
    }

    boolean error() {
        return error;
    }

    boolean roleThere() {
        return roleThere;
    }

    boolean roleKnown() {
        return roleKnown;
    }

    @Nullable
    String text() {
        return text;
    }

    @Nullable
    String reasoning() {
        return reasoning;
    }

    @Nullable
    String refusal() {
        return refusal;
    }

    @Nullable
    String finish() {
        return finish;
    }

    List<ToolFragment> calls() {
        return calls;
    }

    /** The older form of a tool call. */
    @Nullable
    ToolFragment functionCall() {
        return functionCall;
    }
}

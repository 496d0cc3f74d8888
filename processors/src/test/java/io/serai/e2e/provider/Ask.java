package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that passed its checks, in no vendor's words.
 *
 * @param model the model asked for, as named by the client
 * @param stream whether the answer is streamed
 * @param lastText the text of the last message of the user, empty when it has none
 * @param afterTools whether the last message brings results of tools
 * @param tools the tools on offer
 * @param choice whether tools may or must be called
 * @param forced the one tool that must be called, or null
 * @param parallel whether several calls at once are allowed
 * @param schema the JSON schema of the answer, or null
 * @param jsonMode whether the answer must be a JSON object of any shape
 * @param maxOutput the most tokens of text
 * @param stops the sequences that end the text
 * @param answers how many alternative answers are wanted
 * @param prompt the input, and the reasoning this request causes, by the word-counting rule
 * @param body the request itself
 */
record Ask(
        String model,
        boolean stream,
        String lastText,
        boolean afterTools,
        List<Tool> tools,
        Choice choice,
        @Nullable String forced,
        boolean parallel,
        @Nullable JsonNode schema,
        boolean jsonMode,
        int maxOutput,
        List<String> stops,
        int answers,
        Counts prompt,
        JsonNode body) {

    /** A tool on offer, with the schema of its arguments. */
    record Tool(String name, JsonNode schema) {}

    /** Whether tools may or must be called. */
    enum Choice {
        NONE,
        AUTO,
        REQUIRED
    }
}

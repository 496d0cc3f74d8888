package io.serai.doors.openai;

import java.util.Set;

/**
 * Refuses fields that differ from one of ours by case alone.
 *
 * <p>Some servers, those written in Go above all, read {@code MODEL} as {@code model}, the last one wins: what we pass on as
 * unknown would be what they obey, past the limits of the caller's key.
 */
final class KnownNames {

    private static final Set<String> NAMES = Set.of(
            // of the request
            "model",
            "models",
            "messages",
            "stream",
            "stream_options",
            "include_usage",
            "include_obfuscation",
            "temperature",
            "top_p",
            "max_tokens",
            "max_completion_tokens",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "response_format",
            "stop",
            "n",
            "seed",
            "presence_penalty",
            "frequency_penalty",
            "logprobs",
            "top_logprobs",
            "reasoning_effort",
            "metadata",
            "user",
            "functions",
            "function_call",
            "logit_bias",
            "modalities",
            "prediction",
            "audio",
            "web_search_options",
            "store",
            "service_tier",
            "verbosity",
            "safety_identifier",
            "prompt_cache_key",
            "prompt_cache_retention",
            // of messages and their parts
            "role",
            "content",
            "name",
            "refusal",
            "tool_call_id",
            "tool_calls",
            "annotations",
            "reasoning",
            "reasoning_content",
            "cache_control",
            "type",
            "text",
            "image_url",
            "url",
            "detail",
            "input_audio",
            "data",
            "format",
            "file",
            "file_id",
            "file_data",
            "filename",
            // of tools, their calls and forms of answers
            "function",
            "id",
            "index",
            "arguments",
            "description",
            "parameters",
            "strict",
            "json_schema",
            "schema");

    private static final int LONGEST = 40;

    private KnownNames() {}

    /**
     * Refuses a name that is not ours but looks like it.
     *
     * @param path of the field, for the message
     */
    static void refuseVariant(String name, String path) {
        if (name.length() > LONGEST) {
            return;
        }
        String folded = folded(name);
        if (!folded.equals(name) && NAMES.contains(folded)) {
            throw RequestErrors.of(
                    "Unknown parameter: '" + path + "'. Did you mean '" + folded + "'?", path, "unknown_parameter");
        }
    }

    /** As Go folds: also the long s and the sign for Kelvin are letters of other cases. */
    private static String folded(String name) {
        StringBuilder folded = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            folded.append(Character.toLowerCase(Character.toUpperCase(name.charAt(i))));
        }
        return folded.toString();
    }
}

package io.serai.chat;

/**
 * A function that the model asks the caller to run.
 *
 * @param id        survives the round trip; made by the provider, or by us where it makes none
 * @param arguments the text of a JSON object as the model wrote it, which may be invalid JSON; {@code {}} when empty
 */
public record ToolCall(String id, String name, String arguments) {

    public ToolCall {
        arguments = arguments.isEmpty() ? "{}" : arguments;
    }
}

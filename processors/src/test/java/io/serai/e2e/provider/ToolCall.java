package io.serai.e2e.provider;

/**
 * One call of a tool that a stand-in makes.
 *
 * @param name the tool's name
 * @param arguments the arguments, the text of a JSON object
 */
public record ToolCall(String name, String arguments) {
    public ToolCall {
        if (!Json.isObject(arguments)) {
            throw new IllegalArgumentException("arguments must be a JSON object: " + arguments);
        }
    }
}

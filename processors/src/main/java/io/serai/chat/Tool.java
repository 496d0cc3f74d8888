package io.serai.chat;

import org.jspecify.annotations.Nullable;

/**
 * A function the model may call.
 *
 * @param parameters JSON Schema of its arguments, or null for none
 * @param strict     whether arguments must follow the schema exactly; null when not said
 */
public record Tool(
        String name,
        @Nullable String description,
        @Nullable Json parameters,
        @Nullable Boolean strict) {}

package io.serai.chat;

import org.jspecify.annotations.Nullable;

/** The form the answer must take. */
public sealed interface ResponseFormat {

    record Text() implements ResponseFormat {}

    /** Any JSON object. */
    record JsonObject() implements ResponseFormat {}

    /** JSON that follows {@code schema}; {@code strict} is null when the caller did not say. */
    record JsonSchema(
            String name,
            @Nullable String description,
            Json schema,
            @Nullable Boolean strict) implements ResponseFormat {}
}

package io.serai.chat;

import org.jspecify.annotations.Nullable;

/** One piece of a message's content. */
public sealed interface Part {

    record Text(String text) implements Part {}

    /** A picture by address. {@code detail} is OpenAI's {@code low|high|auto}. */
    record ImageUrl(String url, @Nullable String detail) implements Part {}

    /** A picture by value: {@code base64} without line breaks, {@code mediaType} such as {@code image/png}. */
    record ImageData(
            String mediaType, String base64, @Nullable String detail) implements Part {}

    /** Sound by value: {@code format} is {@code wav|mp3}. */
    record Audio(String format, String base64) implements Part {}

    /** A document: by the provider's own id or by value (a data URL), never both. */
    record File(
            @Nullable String fileId,
            @Nullable String data,
            @Nullable String name) implements Part {}

    /** What an assistant said instead of an answer, in an earlier turn. */
    record Refusal(String text) implements Part {}
}

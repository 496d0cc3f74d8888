package io.serai.chat.reply;

/**
 * Bytes of a provider that need no change for a door of the same family.
 *
 * @param family the wire family, such as {@code openai}
 * @param bytes  one JSON object, UTF-8; shared, never written to
 */
@SuppressWarnings("ArrayRecordComponent") // passed through as it came
public record Verbatim(String family, byte[] bytes) {}

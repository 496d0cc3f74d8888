package io.serai.chat;

/**
 * A JSON value kept as its text, for what a room carries without looking inside.
 *
 * @param text one valid JSON value
 */
public record Json(String text) {

    public static final Json EMPTY_OBJECT = new Json("{}");

    @Override
    public String toString() {
        return text;
    }
}

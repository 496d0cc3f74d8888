package io.serai.catalog;

/**
 * A text that must not reach a log, a page or an error: its {@code toString} is {@code ***}.
 *
 * @param value the text itself, for the header that needs it and for nothing else; empty where there is none
 */
public record Secret(String value) {

    public static final Secret NONE = new Secret("");

    public boolean isEmpty() {
        return value.isEmpty();
    }

    @Override
    public String toString() {
        return "***";
    }
}

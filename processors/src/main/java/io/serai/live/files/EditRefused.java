package io.serai.live.files;

import io.serai.chat.PlainText;
import org.jspecify.annotations.Nullable;

/**
 * A live file that must not come into force: what is wrong with it, where, and what to do.
 *
 * <p>Lines and columns count from one; they are absent where the fault has no place in the file.
 */
public final class EditRefused extends Exception {

    private static final long serialVersionUID = 1L;

    /** A place in a file, both counted from one. */
    public record Place(int line, int column) {}

    private final @Nullable Integer line;
    private final @Nullable Integer column;

    public EditRefused(String reason, @Nullable Integer line, @Nullable Integer column) {
        // The reason is the whole story: the stack of a check says nothing to the person who edits the file.
        super(PlainText.of(reason), null, false, false);
        this.line = counted(line);
        this.column = counted(column);
    }

    public EditRefused(String reason) {
        this(reason, null, null);
    }

    public EditRefused(String reason, @Nullable Place place) {
        this(reason, place == null ? null : place.line(), place == null ? null : place.column());
    }

    /** Some checks say 0 where they know no place. */
    private static @Nullable Integer counted(@Nullable Integer place) {
        return place == null || place < 1 ? null : place;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }

    public @Nullable Integer line() {
        return line;
    }

    public @Nullable Integer column() {
        return column;
    }
}

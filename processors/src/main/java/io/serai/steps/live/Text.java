package io.serai.steps.live;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The content of one live file.
 *
 * @param path as people know it, e.g. {@code routes/chat.camel.yaml}
 * @param packaged whether this is the packaged default and not a file on disk
 * @param shipped whether the bytes are those of the packaged default, on disk or not; they were checked by the build
 * @param fault why the file could not be read, when it could not; there are no bytes then
 */
record Text(
        String path,
        byte[] bytes,
        boolean packaged,
        boolean shipped,
        @Nullable String fault) {

    Text {
        Objects.requireNonNull(path);
        Objects.requireNonNull(bytes);
    }

    Text(String path, byte[] bytes, boolean packaged) {
        this(path, bytes, packaged, packaged, null);
    }

    boolean sameBytes(@Nullable Text other) {
        return other != null && Arrays.equals(bytes, other.bytes);
    }

    /** File name without folder and without everything after the first dot. */
    String stem() {
        String name = path.substring(path.lastIndexOf('/') + 1);
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Text text
                && path.equals(text.path)
                && packaged == text.packaged
                && Objects.equals(fault, text.fault)
                && Arrays.equals(bytes, text.bytes);
    }

    @Override
    public int hashCode() {
        return path.hashCode() * 31 + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return path;
    }
}

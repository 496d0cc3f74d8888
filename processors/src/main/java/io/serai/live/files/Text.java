package io.serai.live.files;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The content of one live file.
 *
 * @param path as people know it, e.g. {@code routes/chat.camel.yaml}
 * @param packaged whether this is the packaged default and not a file on disk
 * @param tested whether these very bytes are packaged, and so passed the tests of the build
 * @param shipped whether there is a packaged file under this path, so that this one stands in its place
 * @param fault why the file could not be read, when it could not; there are no bytes then
 */
public record Text(
        String path,
        byte[] bytes,
        boolean packaged,
        boolean tested,
        boolean shipped,
        @Nullable String fault) {

    public Text {
        Objects.requireNonNull(path);
        Objects.requireNonNull(bytes);
    }

    private static final String SYSTEM = "routes/system/";

    /** Whether this is a route file that is read at the start only: what it holds may not break while the gateway runs. */
    public boolean isSystem() {
        return path.startsWith(SYSTEM);
    }

    static Text packaged(String path, byte[] bytes) {
        return new Text(path, bytes, true, true, true, null);
    }

    static Text onDisk(String path, byte[] bytes, @Nullable Text packaged) {
        boolean tested = packaged != null && Arrays.equals(bytes, packaged.bytes);
        return new Text(path, bytes, false, tested, packaged != null, null);
    }

    static Text unreadable(String path, @Nullable Text packaged, String fault) {
        return new Text(path, new byte[0], false, false, packaged != null, fault);
    }

    public boolean sameBytes(@Nullable Text other) {
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
                && tested == text.tested
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

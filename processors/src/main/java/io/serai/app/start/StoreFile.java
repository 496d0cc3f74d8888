package io.serai.app.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The file of the embedded store. */
final class StoreFile {

    private static final String PREFIX = "jdbc:h2:file:";

    private StoreFile() {}

    /** Null where the store is not H2 in a file. */
    static @Nullable Path of(String url) {
        return url.toLowerCase(Locale.ROOT).startsWith(PREFIX)
                ? Path.of(url.substring(PREFIX.length()).split(";", 2)[0] + ".mv.db")
                : null;
    }

    /**
     * Refuses to begin a new store where an earlier one has left usage or a journal.
     *
     * <p>Keys would be unknown, and no usage that waits would be believed: a new store has another secret.
     */
    static void refuseLost(String url, Path data) {
        Path store = of(url);
        if (store == null || !isEmpty(store)) {
            return;
        }
        Path journal = data.resolve("broker").resolve("journal");
        Path outbox = data.resolve("outbox");
        if (hasFiles(journal, ".amq") || hasFiles(outbox, ".outbox")) {
            throw new IllegalStateException("The store " + store + " is " + (Files.exists(store) ? "empty" : "missing")
                    + ", though " + data
                    + " holds a broker's journal or usage of it: restore it from a backup, because the keys"
                    + " and the ledger are in it. To begin anew without them, move " + data.resolve("broker") + " and "
                    + outbox + " away too.");
        }
    }

    private static boolean isEmpty(Path store) {
        try {
            return Files.notExists(store) || Files.size(store) == 0;
        } catch (IOException e) {
            throw new UncheckedIOException("The store " + store + " cannot be read.", e);
        }
    }

    private static boolean hasFiles(Path folder, String ending) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(ending));
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be read.", e);
        }
    }
}

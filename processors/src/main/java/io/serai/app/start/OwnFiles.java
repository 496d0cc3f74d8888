package io.serai.app.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Keeps the files of the data folder for the account that runs the gateway. */
public final class OwnFiles {

    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    private OwnFiles() {}

    public static void make(Path folder) throws IOException {
        boolean isNew = !Files.exists(folder);
        Files.createDirectories(folder);
        if (isNew) {
            set(folder, FOLDER);
        }
    }

    /** Also what an earlier version left readable; a folder that holds files of others stays as it is, but ours in it do not. */
    public static void hide(Path data) {
        try {
            List<Path> entries;
            try (Stream<Path> all = Files.list(data)) {
                entries = all.toList();
            }
            List<Path> ours = entries.stream().filter(OwnFiles::isOurs).toList();
            if (!ours.isEmpty() && ours.size() == entries.size()) {
                set(data, FOLDER);
            }
            for (Path entry : ours) {
                try (Stream<Path> tree = Files.walk(entry)) {
                    for (Path each : (Iterable<Path>) tree::iterator) {
                        set(each, Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS) ? FOLDER : FILE);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The rights of the files in " + data + " cannot be set.", e);
        }
    }

    private static boolean isOurs(Path entry) {
        String name = entry.getFileName().toString();
        return name.equals("broker") || name.equals("outbox") || name.startsWith("serai.");
    }

    /** Does nothing on a file system without owners. */
    private static void set(Path path, Set<PosixFilePermission> rights) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view != null
                && !Files.isSymbolicLink(path)
                && !view.readAttributes().permissions().equals(rights)) {
            view.setPermissions(rights);
        }
    }
}

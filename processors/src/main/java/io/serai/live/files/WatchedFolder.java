package io.serai.live.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The files of one folder (or one file) on disk, laid over packaged defaults of the same names.
 *
 * <p>An edit is seen when a file has kept its size, time and identity for two looks in a row, so that a half-written
 * file is not taken for an edit. Used by one thread at a time.
 */
public final class WatchedFolder {

    private static final Logger log = LoggerFactory.getLogger(WatchedFolder.class);

    /** Far longer than any that is written by people; longer ones are not even read. */
    private static final long LONGEST = 8_000_000;

    private record Stamp(long modified, long size, @Nullable Object key) {}

    private final String label;
    private final Path root;
    private final String suffix;
    private final Map<String, Text> defaults;
    private final Map<String, Text> current = new TreeMap<>();
    private final Map<String, Stamp> settled = new HashMap<>();
    private final Map<String, Stamp> pending = new HashMap<>();
    private final Set<String> strays = new HashSet<>();

    private WatchedFolder(String label, Path root, String suffix, Map<String, Text> defaults) {
        this.label = label;
        this.root = root;
        this.suffix = suffix;
        this.defaults = defaults;
    }

    /** Every file below {@code root} whose name ends so, over the packaged {@code defaults/<label>/**}. */
    public static WatchedFolder folder(String label, Path root, String suffix, ClassLoader packaged) {
        return new WatchedFolder(label + "/", root, suffix, packagedBelow(label + "/", suffix, packaged));
    }

    /** The one file, over the packaged {@code defaults/<path>}. */
    public static WatchedFolder file(String path, ClassLoader packaged) {
        return new WatchedFolder("", Path.of(path), path, packagedBelow("", path, packaged));
    }

    private static Map<String, Text> packagedBelow(String label, String suffix, ClassLoader loader) {
        Map<String, Text> found = new TreeMap<>();
        String below = "defaults/" + label;
        String pattern = "classpath*:" + below + (label.isEmpty() ? suffix : "**/*" + suffix);
        try {
            for (Resource resource : new PathMatchingResourcePatternResolver(loader).getResources(pattern)) {
                if (!resource.exists()) {
                    continue;
                }
                String url = resource.getURL().toString();
                String name = url.substring(url.lastIndexOf(below) + below.length());
                found.putIfAbsent(name, Text.packaged(label + name, resource.getContentAsByteArray()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the packaged defaults of " + pattern, e);
        }
        return found;
    }

    /** Reads everything now, settled or not; for the start. */
    public Map<String, Text> readAll() {
        scan().forEach((name, stamp) -> {
            Text text = read(name);
            if (text != null) {
                settled.put(name, stamp);
                current.put(name, text);
            }
        });
        defaults.forEach(current::putIfAbsent);
        return byPath(current);
    }

    /** The packaged default under that path, if there is one. */
    @Nullable
    public Text packaged(String path) {
        return defaults.get(path.substring(label.length()));
    }

    /** A text as if it stood on disk under that path. */
    public Text offered(String path, byte[] bytes) {
        return Text.onDisk(path, bytes, packaged(path));
    }

    /**
     * What has changed since the last look, by path: the new text, or {@code null} where nothing is left.
     *
     * <p>What is returned once is not returned again until it changes again.
     */
    public Map<String, @Nullable Text> look() {
        Map<String, Stamp> now = scan();
        Map<String, @Nullable Text> changes = new TreeMap<>();
        for (Map.Entry<String, Stamp> file : now.entrySet()) {
            if (steady(file.getKey(), file.getValue()) || faulty(file.getKey())) {
                change(file.getKey(), read(file.getKey()), changes);
            }
        }
        for (String name :
                settled.keySet().stream().filter(name -> !now.containsKey(name)).toList()) {
            if (pending.remove(name, GONE)) {
                settled.remove(name);
                change(name, defaults.get(name), changes);
            } else {
                pending.put(name, GONE);
            }
        }
        return changes;
    }

    private static final Stamp GONE = new Stamp(0, -1, null);

    private boolean steady(String name, Stamp stamp) {
        if (stamp.equals(settled.get(name))) {
            pending.remove(name);
            return false;
        }
        if (!stamp.equals(pending.put(name, stamp))) {
            return false;
        }
        pending.remove(name);
        settled.put(name, stamp);
        return true;
    }

    private boolean faulty(String name) {
        Text text = current.get(name);
        return text != null && text.fault() != null;
    }

    private void change(String name, @Nullable Text text, Map<String, @Nullable Text> changes) {
        Text before = text == null ? current.remove(name) : current.put(name, text);
        if (!Objects.equals(before, text)) {
            changes.put(label + name, text);
        }
    }

    private Map<String, Stamp> scan() {
        Map<String, Stamp> found = new TreeMap<>();
        if (label.isEmpty()) {
            stamp(suffix, root, found);
            return found;
        }
        if (!Files.isDirectory(root)) {
            return found;
        }
        try {
            Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Walk(found));
        } catch (IOException e) {
            // A folder that vanishes while it is walked: the next look sees what is left.
            return new TreeMap<>(settled);
        }
        return found;
    }

    /** Leaves out what begins with a dot: files of editors, and the folders behind a mounted volume's links. */
    private final class Walk extends SimpleFileVisitor<Path> {
        private final Map<String, Stamp> found;

        Walk(Map<String, Stamp> found) {
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return hidden(folder) && !folder.equals(root) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = nameOf(file);
            if (hidden(file)) {
                return FileVisitResult.CONTINUE;
            }
            if (name.endsWith(suffix)) {
                stamp(name, file, found);
            } else if ((name.endsWith(".yaml") || name.endsWith(".yml")) && strays.add(name)) {
                log.warn("{}{} is not read: the name of a file in {} ends in {}", label, name, label, suffix);
            }
            return FileVisitResult.CONTINUE;
        }

        /** A folder that cannot be read, or a link that leads back: what was found in it before is taken to be still there. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            String below = file.equals(root) ? "" : nameOf(file) + "/";
            settled.forEach((known, stamp) -> {
                if (known.startsWith(below)) {
                    found.put(known, stamp);
                }
            });
            return FileVisitResult.CONTINUE;
        }

        private static boolean hidden(Path file) {
            return file.getFileName().toString().startsWith(".");
        }
    }

    private String nameOf(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    private static void stamp(String name, Path file, Map<String, Stamp> found) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isRegularFile()) {
                found.put(
                        name,
                        new Stamp(
                                attributes.lastModifiedTime().toMillis() * 1_000_000
                                        + attributes
                                                        .lastModifiedTime()
                                                        .toInstant()
                                                        .getNano()
                                                % 1_000_000,
                                attributes.size(),
                                attributes.fileKey()));
            }
        } catch (IOException e) {
            // Gone between the walk and now: as if it had never been walked.
            found.remove(name);
        }
    }

    private @Nullable Text read(String name) {
        try {
            Path file = label.isEmpty() ? root : root.resolve(name);
            if (Files.size(file) > LONGEST) {
                return Text.unreadable(label + name, defaults.get(name), "is longer than " + LONGEST + " bytes");
            }
            byte[] bytes = Files.readAllBytes(file);
            return Text.onDisk(label + name, bytes, defaults.get(name));
        } catch (NoSuchFileException e) {
            return defaults.get(name);
        } catch (IOException e) {
            String fault = "cannot be read (" + e.getClass().getSimpleName() + "): give the gateway read access";
            return Text.unreadable(label + name, defaults.get(name), fault);
        }
    }

    private static Map<String, Text> byPath(Map<String, Text> texts) {
        Map<String, Text> paths = new TreeMap<>();
        texts.values().forEach(text -> paths.put(text.path(), text));
        return paths;
    }
}

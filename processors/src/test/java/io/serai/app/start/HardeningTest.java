package io.serai.app.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HardeningTest {

    @TempDir
    Path folder;

    @BeforeEach
    void harden() {
        Hardening.apply();
    }

    @Test
    void noObjectIsMadeOfBytes() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new ArrayList<>(List.of("harmless")));
        }
        assertThatThrownBy(() -> new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject())
                .isInstanceOf(InvalidClassException.class)
                .hasMessageContaining("REJECTED");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void newFilesAreTheirOwnersAlone() throws Exception {
        assertThat(rights(Files.writeString(folder.resolve("new"), "x"))).isEqualTo("rw-------");
        Path made = folder.resolve("data");
        OwnFiles.make(made);
        assertThat(rights(made)).isEqualTo("rwx------");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void filesOfAnEarlierVersionAreHidden() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Path journal = Files.createDirectories(data.resolve("broker/journal"));
        Path record = Files.writeString(journal.resolve("1.amq"), "x");
        Path store = Files.writeString(data.resolve("serai.mv.db"), "x");
        for (Path each : List.of(data, journal, record, store)) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        OwnFiles.hide(data);
        assertThat(rights(data)).isEqualTo("rwx------");
        assertThat(rights(journal)).isEqualTo("rwx------");
        assertThat(rights(record)).isEqualTo("rw-------");
        assertThat(rights(store)).isEqualTo("rw-------");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aFolderOfOthersKeepsItsRights() throws Exception {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Path others = Files.writeString(shared.resolve("notes.txt"), "x");
        Path store = Files.writeString(shared.resolve("serai.mv.db"), "x");
        for (Path each : List.of(shared, others, store)) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        OwnFiles.hide(shared);
        assertThat(rights(shared)).isEqualTo("rwxr-xr-x");
        assertThat(rights(others)).isEqualTo("rwxr-xr-x");
        assertThat(rights(store)).isEqualTo("rw-------");
    }

    /** The thread of one call may die of it, one of those that all calls need may not. */
    @ParameterizedTest
    @CsvSource({"platform,137", "virtual,0"})
    void aThreadOfThePlatformThatDiesForWantOfMemoryEndsTheProcess(String thread, int exit) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Hungry.class.getName(),
                        thread)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue())
                    .as(() -> read(folder.resolve("out")))
                    .isEqualTo(exit);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A process in which a thread takes memory until there is none. */
    static final class Hungry {

        private Hungry() {}

        public static void main(String[] kind) throws InterruptedException {
            Hardening.apply();
            Runnable meal = () -> {
                List<byte[]> taken = new ArrayList<>();
                while (true) {
                    taken.add(new byte[1 << 20]);
                }
            };
            Thread thread = kind[0].equals("virtual")
                    ? Thread.ofVirtual().start(meal)
                    : Thread.ofPlatform().start(meal);
            thread.join();
        }
    }

    private static String rights(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}

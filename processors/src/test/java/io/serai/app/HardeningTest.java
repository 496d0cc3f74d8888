package io.serai.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

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

    private static String rights(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}

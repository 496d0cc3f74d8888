package io.serai.doors.queue.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.core.io.SequentialFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A page that is not in its file, or not wholly, is not taken for written. */
@Timeout(60)
class CheckedFilesTest {

    private final List<String> told = new ArrayList<>();

    @TempDir
    Path folder;

    private SequentialFile file;

    @BeforeEach
    void open() throws Exception {
        file = new CheckedFiles(folder.toFile(), (why, message, name) -> told.add(message))
                .createSequentialFile("1.page");
        file.open();
    }

    @Test
    void takesWhatIsWhole() throws Exception {
        file.writeDirect(ByteBuffer.allocate(100), true);
        file.blockingWriteDirect(ByteBuffer.allocateDirect(50), true, false);

        assertThat(told).isEmpty();
        assertThat(folder.resolve("1.page")).hasSize(150);
    }

    /** As those of large messages do, which begin where their packet ends. */
    @Test
    void takesBuffersThatBeginLater() throws Exception {
        for (int each = 0; each < 2; each++) {
            file.position(file.size());
            file.blockingWriteDirect(ByteBuffer.allocateDirect(80).position(30), false, false);
        }

        assertThat(told).isEmpty();
        assertThat(folder.resolve("1.page")).hasSize(100);
    }

    @Test
    void failsWhereAPartIsMissing() throws Exception {
        file.writeDirect(ByteBuffer.allocate(100), true);
        // as a write does that the disk had no more room for
        Files.write(folder.resolve("1.page"), new byte[70]);

        assertThatThrownBy(() -> file.writeDirect(ByteBuffer.allocateDirect(0), false))
                .hasMessageContaining("1.page");

        assertThat(told).singleElement().asString().contains("only a part");
    }

    @Test
    void aCopyIsCheckedToo() {
        assertThat(file.cloneFile()).hasSameClassAs(file);
    }
}

package io.serai.steps.live;

import static io.serai.catalog.ConfigState.State.IN_FORCE;
import static io.serai.catalog.ConfigState.State.REFUSED;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.serai.catalog.ConfigState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What editors, copies and file systems make of a file. */
class OddFilesTest {

    private static final String PATH = "routes/echo.camel.yaml";

    @TempDir
    private Path folder;

    private Bench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(folder).write(PATH, LiveRoutesTest.echo("one")).start();
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    private ConfigState save(byte[] content) throws IOException {
        Files.write(folder.resolve(PATH), content);
        bench.live().refresh();
        return bench.report(PATH);
    }

    private void refuses(byte[] content, String reason, @Nullable Integer line) throws IOException {
        ConfigState report = save(content);
        assertThat(report.state()).as(report.toString()).isEqualTo(REFUSED);
        assertThat(report.reason()).startsWith(reason);
        assertThat(report.line()).isEqualTo(line);
        assertThat(bench.ask("direct:echo")).isEqualTo("one");
        assertThat(save(LiveRoutesTest.echo("one").getBytes(UTF_8)).state()).isEqualTo(IN_FORCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\r", "\n"})
    void readsTheLinesOfEverySystemWithAMarkInFront(String line) throws IOException {
        ConfigState report = save(
                ("\uFEFF" + LiveRoutesTest.echo("zwölf")).replace("\n", line).getBytes(UTF_8));

        assertThat(report.state()).as(report.toString()).isEqualTo(IN_FORCE);
        assertThat(bench.ask("direct:echo")).isEqualTo("zwölf");
    }

    @Test
    void keepsWhatIsInForceWhenAFileIsEmptied() throws IOException {
        refuses(new byte[0], "the file is empty", null);
        refuses("# later\n".getBytes(UTF_8), "the file is empty", null);
    }

    @Test
    void refusesTabs() throws IOException {
        refuses(LiveRoutesTest.echo("two").replace("    ", "\t").getBytes(UTF_8), "not valid YAML: ", 2);
    }

    @Test
    void refusesLettersThatAreNotUtf8() throws IOException {
        refuses(LiveRoutesTest.echo("zwölf").getBytes(ISO_8859_1), "is not UTF-8; save it in that encoding", 6);
        refuses(
                ("\uFEFF" + LiveRoutesTest.echo("two")).getBytes(UTF_16LE),
                "is not UTF-8; save it in that encoding",
                1);
    }

    @Test
    void refusesWhatATornDiskLeaves() throws IOException {
        refuses(new byte[400], "not valid YAML: ", null);
    }

    @Test
    void refusesAFileThatWouldTakeTheStackOrTheHeap() throws IOException {
        refuses("[".repeat(100_000).getBytes(UTF_8), "is nested too deeply", null);
        StringBuilder bomb = new StringBuilder("- &a0 [x]\n");
        for (int i = 1; i < 24; i++) {
            bomb.append("- &a%d [*a%d, *a%d]\n".formatted(i, i - 1, i - 1));
        }
        ConfigState report = save(bomb.toString().getBytes(UTF_8));
        assertThat(report.reason()).startsWith("is too large");
    }

    @Test
    void refusesAFileThatCannotBeReadUntilItCan() throws IOException {
        Path echo = folder.resolve(PATH);
        Files.writeString(echo, LiveRoutesTest.echo("two"));
        Files.setPosixFilePermissions(echo, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(echo)).as("this user may read everything").isFalse();
        bench.live().refresh();
        assertThat(bench.report(PATH).reason()).startsWith("cannot be read");

        Files.setPosixFilePermissions(echo, PosixFilePermissions.fromString("rw-------"));
        bench.live().refresh();

        assertThat(bench.report(PATH).state()).isEqualTo(IN_FORCE);
        assertThat(bench.ask("direct:echo")).isEqualTo("two");
    }

    @Test
    void aRenamedFileGoesOnUnderItsNewName() throws IOException {
        for (String name : new String[] {"routes/a.camel.yaml", "routes/z.camel.yaml"}) {
            Path before =
                    folder.resolve(bench.live().report().files().getFirst().path());
            Files.move(before, folder.resolve(name));
            bench.live().refresh();

            assertThat(bench.report(name).state()).isEqualTo(IN_FORCE);
            assertThat(bench.ask("direct:echo")).isEqualTo("one");
        }
    }
}

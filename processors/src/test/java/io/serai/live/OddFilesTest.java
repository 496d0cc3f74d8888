package io.serai.live;

import static io.serai.catalog.ConfigState.State.IN_FORCE;
import static io.serai.catalog.ConfigState.State.REFUSED;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.serai.catalog.ConfigState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

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

    /** The parser would read at a long comment for minutes, and no other edit would be seen meanwhile. */
    @Test
    @Timeout(20)
    void refusesWhatIsTooLong() throws IOException {
        String good = LiveRoutesTest.echo("two");
        refuses(("# one\n# " + "x".repeat(1_500_000) + "\n" + good).getBytes(UTF_8), "a line is longer", 2);
        refuses(("# x\n".repeat(600_000) + good).getBytes(UTF_8), "is longer than", null);
        refuses(("# " + "x".repeat(50_000_000) + "\n" + good).getBytes(UTF_8), "is longer than", null);
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
    void followsAFolderThatIsSwappedBehindALink() throws IOException {
        Path routes = folder.resolve("routes");
        mount("..first", "two");
        Files.createSymbolicLink(routes.resolve("..data"), Path.of("..first"));
        Files.delete(folder.resolve(PATH));
        Files.createSymbolicLink(folder.resolve(PATH), Path.of("..data/echo.camel.yaml"));
        bench.live().refresh();
        assertThat(bench.ask("direct:echo")).isEqualTo("two");

        mount("..second", "three");
        Files.createSymbolicLink(routes.resolve("..new"), Path.of("..second"));
        Files.move(routes.resolve("..new"), routes.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        bench.live().refresh();

        assertThat(bench.ask("direct:echo")).isEqualTo("three");
        assertThat(bench.live().report().files()).singleElement().matches(file -> file.state() == IN_FORCE);
    }

    private void mount(String name, String word) throws IOException {
        Path mounted = Files.createDirectories(folder.resolve("routes").resolve(name));
        Files.writeString(mounted.resolve("echo.camel.yaml"), LiveRoutesTest.echo(word));
    }

    @Test
    void leavesAloneWhatEditorsAndSystemsHide() throws IOException {
        Path routes = folder.resolve("routes");
        Files.writeString(routes.resolve("._echo.camel.yaml"), "\0\0");
        Files.createSymbolicLink(routes.resolve(".#echo.camel.yaml"), Path.of("me@host.1"));
        Files.createSymbolicLink(routes.resolve("gone.camel.yaml"), Path.of("nowhere"));

        assertThat(bench.edit(PATH, LiveRoutesTest.echo("two")).state()).isEqualTo(IN_FORCE);
        assertThat(bench.live().report().files()).hasSize(1);
    }

    @Test
    void seesEditsBesideALinkThatLeadsInACircle() throws IOException {
        Files.createSymbolicLink(folder.resolve("routes/self"), Path.of("../routes"));

        assertThat(bench.edit(PATH, LiveRoutesTest.echo("two")).state()).isEqualTo(IN_FORCE);
        assertThat(bench.ask("direct:echo")).isEqualTo("two");
    }

    @Test
    void keepsTheRoutesOfAFolderThatCannotBeRead() throws IOException {
        Path below = folder.resolve("routes/below");
        bench.edit("routes/below/on.camel.yaml", LiveRoutesTest.echo("on").replace("echo", "on"));
        Files.setPosixFilePermissions(below, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(below)).as("this user may read everything").isFalse();
        try {
            assertThat(bench.edit(PATH, LiveRoutesTest.echo("two")).state()).isEqualTo(IN_FORCE);
            assertThat(bench.ask("direct:on")).isEqualTo("on");
        } finally {
            Files.setPosixFilePermissions(below, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void keepsEverythingWhenTheFolderItselfCannotBeRead() throws IOException {
        Path routes = folder.resolve("routes");
        Files.setPosixFilePermissions(routes, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(routes)).as("this user may read everything").isFalse();
        try {
            bench.live().refresh();
            assertThat(bench.ask("direct:echo")).isEqualTo("one");
        } finally {
            Files.setPosixFilePermissions(routes, PosixFilePermissions.fromString("rwx------"));
        }
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
    void saysWhichFilesItDoesNotRead() throws IOException {
        Logger log = (Logger) LoggerFactory.getLogger("io.serai.live");
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        log.addAppender(said);
        try {
            Files.writeString(folder.resolve("routes/more.yaml"), LiveRoutesTest.echo("two"));
            bench.live().refresh();
            bench.live().refresh();
        } finally {
            log.detachAppender(said);
        }

        assertThat(said.list)
                .singleElement()
                .hasToString("[WARN] routes/more.yaml is not read: the name of a file in routes/ ends in .camel.yaml");
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

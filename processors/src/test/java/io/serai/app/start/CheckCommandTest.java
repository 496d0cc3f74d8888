package io.serai.app.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Gateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    private int check(String... args) {
        return CheckCommand.run(Gateway.class, args, new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    private void write(String path, String text) throws IOException {
        Files.createDirectories(folder.resolve(path).getParent());
        Files.writeString(folder.resolve(path), text);
    }

    @Test
    void saysOfEachBadFileWhereAndWhy() throws Exception {
        String rules = Files.readString(Path.of("routes/routing-rules.camel.yaml"));
        write("routes/routing-rules.camel.yaml", rules.replace("task.peakHours", "task.peekHours"));
        write("routes/mine.camel.yaml", """
                - route:
                    id: mine
                    from:
                      uri: timer:mine
                      steps:
                        - lgo: {id: mine-log, message: x}
                """);

        assertThat(check("check", folder.toString())).isEqualTo(1);

        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("routes/routing-rules.camel.yaml:22")
                .contains("did you mean 'peakHours'?")
                .contains("routes/mine.camel.yaml:6")
                .contains("unknown step 'lgo'")
                .contains("2 of ");
    }

    @Test
    void startsNothingOfWhatIsGood() throws Exception {
        Path seen = folder.resolve("seen");
        write("routes/mine.camel.yaml", """
                - route:
                    id: mine
                    from:
                      uri: timer:mine
                      parameters: {delay: "0"}
                      steps:
                        - to: {id: mine-file, uri: "file:%s"}
                """.formatted(seen));

        assertThat(check("check", folder.toString()))
                .as(said.toString(StandardCharsets.UTF_8))
                .isZero();

        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("files, all good")
                .doesNotContain("sk-serai");
        assertThat(seen).doesNotExist();
    }

    @Test
    void saysHowItIsCalled() {
        assertThat(check("check", folder.resolve("nowhere").toString())).isEqualTo(2);
        assertThat(said.toString(StandardCharsets.UTF_8)).startsWith("usage:");
    }
}

package io.serai.app.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Gateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {

    @TempDir
    private Path folder;

    private String said = "";

    /** In a process of its own, as it is called; its exit code. */
    private int check(Path checked) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Gateway.class.getName(),
                        CheckCommand.NAME,
                        checked.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
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

        assertThat(check(folder)).isEqualTo(1);

        assertThat(said)
                .contains("routes/routing-rules.camel.yaml:22")
                .contains("did you mean 'peakHours'?")
                .contains("routes/mine.camel.yaml:6")
                .contains("unknown step 'lgo'; did you mean 'log'?")
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

        assertThat(check(folder)).as(said).isZero();

        assertThat(said).contains("files, all good").doesNotContain("sk-serai");
        assertThat(seen).doesNotExist();
    }

    /** Neither the store that its settings name, by whichever of them, nor a log. */
    @Test
    void touchesNothingThatTheSettingsOfTheFolderName() throws Exception {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        write("checked/config/application.yaml", """
                spring:
                  datasource:
                    url: jdbc:h2:file:%1$s/one
                    hikari: {jdbc-url: "jdbc:h2:file:%1$s/two", username: sa}
                  flyway: {url: "jdbc:h2:file:%1$s/three", user: sa}
                logging:
                  file: {path: "%1$s", name: "%1$s/four.log"}
                server:
                  tomcat: {basedir: "%1$s/five", accesslog: {enabled: true, directory: "%1$s/six"}}
                serai: {classes-in-files: true}
                """.formatted(outside));

        assertThat(check(folder.resolve("checked"))).as(said).isZero();

        assertThat(outside).isEmptyDirectory();
        assertThat(folder.resolve("checked/config")).isDirectoryContaining("glob:**application.yaml");
        assertThat(folder.resolve("checked")).isDirectoryNotContaining("regex:.*(log|data|ext)");
    }

    @Test
    void startsAgainWithTheJarsOfTheFolder() {
        assertThat(CheckCommand.again(folder, java.util.List.of("-Xmx1g")))
                .contains("-Xmx1g", "-Dloader.path=" + folder.resolve("ext"))
                .endsWith("check", folder.toString());
    }

    @Test
    void saysHowItIsCalled() throws Exception {
        assertThat(check(folder.resolve("nowhere"))).isEqualTo(2);
        assertThat(said).startsWith("usage:");
    }
}

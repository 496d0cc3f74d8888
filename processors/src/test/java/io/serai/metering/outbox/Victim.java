package io.serai.metering.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that says on its output, line by line, what it believes to be safe, until it is killed. */
public final class Victim {

    private Victim() {}

    /**
     * Runs a main class and kills it, as {@code kill -9} does, once it said enough.
     *
     * @return all it said, without a line it was killed in
     */
    public static List<String> killAfter(int lines, Path errors, Class<?> main, String... args) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(List.of(args));
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        List<String> said = new ArrayList<>();
        try (BufferedReader out = process.inputReader()) {
            for (int i = 0; i < lines; i++) {
                String line = out.readLine();
                assertThat(line).as("it ended by itself, see %s", errors).isNotNull();
                said.add(line);
            }
            // The handle's way is SIGKILL as well, but leaves the pipe open for what was said meanwhile.
            process.toHandle().destroyForcibly();
            rest(out, said);
        }
        process.waitFor();
        return said;
    }

    private static void rest(BufferedReader out, List<String> said) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = out.read(); c >= 0; c = out.read()) {
            if (c == '\n') {
                said.add(line.toString());
                line.setLength(0);
            } else {
                line.append((char) c);
            }
        }
    }
}

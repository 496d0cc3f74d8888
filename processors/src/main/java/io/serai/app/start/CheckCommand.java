package io.serai.app.start;

import io.serai.catalog.ConfigReport;
import io.serai.catalog.ConfigState;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Reads the live files of a folder as a start would, says what is wrong with them, and ends: {@code java -jar serai.jar check}.
 *
 * <p>It is a gateway without callers: a store in memory, a broker of its own, no route started, a port that is not announced.
 * So jars in {@code ext/} and the settings of the folder count as they would.
 */
public final class CheckCommand {

    /** What it is called by, as the first word of the command line. */
    public static final String NAME = "check";

    private static final String LAUNCHER = "org.springframework.boot.loader.";
    private static final String LOADER_PATH = "loader.path";

    private static final int GOOD = 0;
    private static final int BAD = 1;
    private static final int UNKNOWN = 2;

    private CheckCommand() {}

    /**
     * Checks a folder.
     *
     * @param args the word, and the folder where it is not the working directory
     * @return the exit code: 0 where all is good, 1 where a file is not, 2 where it could not be told
     */
    public static int run(Class<?> gateway, String[] args, PrintStream out) {
        Path folder = Path.of(args.length > 1 ? args[1] : "");
        if (args.length > 2 || !Files.isDirectory(folder.toAbsolutePath())) {
            out.println("usage: java -jar serai.jar check [folder with routes/, connectors/ and config/]");
            return UNKNOWN;
        }
        List<String> again = withItsOwnJars(folder);
        if (!again.isEmpty()) {
            return start(again, out);
        }
        PrintStream before = System.out;
        Path data = null;
        try {
            data = Files.createTempDirectory("serai-check");
            // The log and the note of the start are not what was asked for.
            System.setOut(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
            SpringApplication application = new SpringApplication(gateway);
            application.addInitializers(context -> OutsideSettings.hide(context.getEnvironment()));
            try (ConfigurableApplicationContext started =
                    application.run(settings(folder, data).toArray(String[]::new))) {
                return tell(started.getBean(ConfigReport.class).files(), out);
            }
        } catch (IOException | RuntimeException e) {
            out.println("The files could not be checked: " + root(e).getMessage());
            return UNKNOWN;
        } finally {
            System.setOut(before);
            remove(data);
        }
    }

    /**
     * How to start again with the jars of the folder's {@code ext/}, where the launcher has taken those of the working directory; else
     * nothing.
     */
    private static List<String> withItsOwnJars(Path folder) {
        boolean launched =
                CheckCommand.class.getClassLoader().getClass().getName().startsWith(LAUNCHER);
        boolean said = System.getProperty(LOADER_PATH) != null || System.getenv("LOADER_PATH") != null;
        Path absolute = folder.toAbsolutePath().normalize();
        if (!launched || said || absolute.equals(Path.of("").toAbsolutePath().normalize())) {
            return List.of();
        }
        return again(absolute, ManagementFactory.getRuntimeMXBean().getInputArguments());
    }

    static List<String> again(Path folder, List<String> jvm) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.add("-D" + LOADER_PATH + "=" + folder.resolve("ext"));
        command.addAll(List.of("-jar", System.getProperty("java.class.path"), NAME, folder.toString()));
        return command;
    }

    private static int start(List<String> command, PrintStream out) {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException e) {
            out.println("The files could not be checked: " + e.getMessage());
            return UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return UNKNOWN;
        }
    }

    private static List<String> settings(Path folder, Path data) {
        List<String> settings = new ArrayList<>(List.of(
                "--spring.config.location=optional:classpath:/,optional:classpath:/config/,optional:file:"
                        + folder.toAbsolutePath() + "/,optional:file:"
                        + folder.toAbsolutePath().resolve("config") + "/",
                "--serai.routes=" + folder.resolve("routes"),
                "--serai.connectors=" + folder.resolve("connectors"),
                "--serai.data=" + data,
                "--serai.broker.url=",
                "--serai.broker.port=0",
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--server.ssl.enabled=false",
                "--spring.datasource.url=jdbc:h2:mem:check;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
                "--spring.datasource.username=sa",
                "--spring.datasource.password=",
                "--logging.file.name=",
                "--logging.file.path=",
                "--logging.config=",
                "--camel.main.auto-startup=false"));
        Path models = folder.resolve("config/models.yaml");
        if (Files.exists(models)) {
            settings.add("--serai.models=" + models);
        }
        return settings;
    }

    private static int tell(List<ConfigState> files, PrintStream out) {
        List<ConfigState> bad =
                files.stream().filter(file -> file.reason() != null).toList();
        for (ConfigState file : bad) {
            out.println(file.path() + (file.line() == null ? "" : ":" + file.line())
                    + (file.column() == null ? "" : ":" + file.column()) + ": " + file.reason());
        }
        out.println(
                bad.isEmpty()
                        ? files.size() + " files, all good"
                        : bad.size() + " of " + files.size() + " files are bad");
        return bad.isEmpty() ? GOOD : BAD;
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static void remove(@Nullable Path data) {
        if (data == null) {
            return;
        }
        try (Stream<Path> all = Files.walk(data)) {
            for (Path each : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            // A folder for what is temporary may keep it.
        }
    }
}

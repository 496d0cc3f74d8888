package io.serai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Dockerfile and docker-compose.yml grant no more than a gateway needs. */
class DeploymentFilesTest {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)([^}]*)}");

    private final List<String> dockerfile = instructions();
    private final Map<String, Object> compose = compose();

    /** The instructions of the Dockerfile, each on one line. */
    private static List<String> instructions() {
        return read("Dockerfile")
                .replaceAll("(?m)^#.*\\R", "")
                .replaceAll("\\\\\\R\\s*", "")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static Map<String, Object> compose() {
        return new Yaml().load(read("docker-compose.yml"));
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new AssertionError(file + " cannot be read", e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    private static List<String> list(@Nullable Object value) {
        return value == null
                ? List.of()
                : ((List<?>) value).stream().map(String::valueOf).toList();
    }

    private Map<String, Object> services() {
        return map(compose.get("services"));
    }

    private Map<String, Object> gateway() {
        return map(services().get("gateway"));
    }

    /** What the final image is made by. */
    private List<String> finalStage() {
        int begin = 0;
        for (int i = 0; i < dockerfile.size(); i++) {
            if (dockerfile.get(i).startsWith("FROM ")) {
                begin = i;
            }
        }
        return dockerfile.subList(begin, dockerfile.size());
    }

    /** Every text in the compose file. */
    private static Stream<String> texts(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> entries -> entries.values().stream().flatMap(DeploymentFilesTest::texts);
            case List<?> entries -> entries.stream().flatMap(DeploymentFilesTest::texts);
            case null -> Stream.empty();
            default -> Stream.of(value.toString());
        };
    }

    private static Stream<MatchResult> variables(@Nullable Object value) {
        return texts(value).flatMap(text -> VARIABLE.matcher(text).results());
    }

    @Test
    void noPasswordHasADefault() {
        List<String> passwords = new ArrayList<>();
        services()
                .forEach((service, settings) -> map(map(settings).get("environment"))
                        .forEach((name, value) -> {
                            if (name.endsWith("_PASSWORD")) {
                                passwords.add(service + " " + name);
                                assertThat(String.valueOf(value))
                                        .as("%s of %s", name, service)
                                        .matches("\\$\\{\\w+:\\?[^}]+}");
                            }
                        }));
        assertThat(passwords).hasSize(4);
        assertThat(variables(compose)
                        .filter(use -> use.group(1).contains("PASSWORD"))
                        .map(use -> use.group(2)))
                .allMatch(rest -> rest.startsWith(":?"));
        assertThat(read("docker-compose.yml"))
                .doesNotContain("ANONYMOUS_LOGIN", "--allow-anonymous", "HOST_AUTH_METHOD");
    }

    @Test
    void theExampleNamesWhatMustBeSetAndSetsNothing() {
        String example = read(".env.example");
        variables(compose)
                .filter(use -> use.group(2).startsWith(":?"))
                .map(use -> use.group(1))
                .distinct()
                .forEach(name -> assertThat(example.lines()).contains(name + "="));
        assertThat(example.lines().filter(line -> !line.isBlank() && !line.startsWith("#")))
                .allMatch(line -> line.endsWith("="));
        assertThat(read(".gitignore").lines()).contains(".env");
        assertThat(read(".dockerignore").lines().findFirst()).contains("*");
    }

    @Test
    void oneDoorIsPublishedAndOnThisMachineOnly() {
        List<String> ports = new ArrayList<>();
        services().values().forEach(service -> ports.addAll(list(map(service).get("ports"))));
        assertThat(ports).containsExactly("127.0.0.1:8080:8080");
        services()
                .forEach((name, service) -> assertThat(map(service))
                        .as(name)
                        .doesNotContainKeys("network_mode", "expose", "privileged", "pid", "cap_add"));
        assertThat(dockerfile.stream().filter(line -> line.startsWith("EXPOSE ")))
                .containsExactly("EXPOSE 8080");
    }

    @Test
    void theEmbeddedBrokerStaysOnLoopback() {
        assertThat(String.join("\n", dockerfile)).doesNotContain("SERAI_BROKER_HOST");
        assertThat(map(gateway().get("environment"))).doesNotContainKey("SERAI_BROKER_HOST");
    }

    @Test
    void noServiceMayMoreThanItNeeds() {
        services().forEach((name, service) -> {
            assertThat(map(service).get("read_only")).as(name).isEqualTo(true);
            assertThat(list(map(service).get("cap_drop"))).as(name).containsExactly("ALL");
            assertThat(list(map(service).get("security_opt"))).as(name).containsExactly("no-new-privileges:true");
        });
        assertThat(map(map(compose.get("networks")).get("inner")).get("internal"))
                .isEqualTo(true);
        assertThat(services().keySet().stream()
                        .filter(name ->
                                list(map(services().get(name)).get("networks")).contains("outer")))
                .containsExactly("gateway");
    }

    @Test
    void theGatewayMayWriteItsDataOnly() {
        assertThat(list(gateway().get("volumes")).stream().filter(mount -> !mount.endsWith(":ro")))
                .containsExactly("gateway-data:/serai/data");
        List<String> image = finalStage();
        assertThat(String.join("\n", image)).doesNotContain("chown", "chmod -R", "chmod 7");
        assertThat(image.stream().filter(line -> line.contains("install -d -o serai")))
                .singleElement()
                .asString()
                .endsWith("install -d -o serai -g serai -m 0700 data");
        assertThat(image.stream().filter(line -> line.startsWith("USER "))).containsExactly("USER serai");
        assertThat(image.subList(image.indexOf("USER serai"), image.size()))
                .as("the last word on who runs it, and nothing made by that user")
                .noneMatch(line -> line.startsWith("RUN ") || line.startsWith("COPY ") || line.startsWith("ADD "));
    }

    @Test
    void everyImageHasATagAndMayBePinned() {
        List<String> bases = dockerfile.stream()
                .filter(line -> line.startsWith("FROM "))
                .map(line -> line.split(" ")[1])
                .toList();
        assertThat(bases).hasSize(2).allMatch(base -> base.matches("\\$\\{\\w+_IMAGE}"));
        TreeSet<String> images = new TreeSet<>();
        variables(compose)
                .filter(use -> use.group(1).endsWith("_IMAGE"))
                .forEach(use -> images.add(use.group(1) + "=" + use.group(2).substring(2)));
        assertThat(images).hasSize(4).allMatch(image -> image.matches("\\w+=[\\w./-]+:[\\w.-]*\\d[\\w.-]*"));
        assertThat(dockerfile)
                .contains(bases.stream()
                        .map(base -> base.substring(2, base.length() - 1))
                        .map(name -> images.stream()
                                .filter(image -> image.startsWith(name))
                                .findFirst()
                                .orElseThrow())
                        .map(image -> "ARG " + image)
                        .toArray(String[]::new));
        for (String image : images) {
            assertThat(read(".env.example")).contains("#" + image + "@sha256:");
        }
    }
}

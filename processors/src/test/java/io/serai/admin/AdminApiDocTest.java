package io.serai.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.keys.NewKey;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.web.bind.annotation.RequestMapping;

/** Every curl line of docs/admin-api.md is answered, and every route is in one. */
class AdminApiDocTest {

    private static final Pattern METHOD = Pattern.compile("-X (\\w+)");
    private static final Pattern ADDRESS = Pattern.compile("\"\\$SERAI([^\"]+)\"");
    private static final Pattern HEADER = Pattern.compile("-H '([^:']+): ([^']+)'");
    private static final Pattern BODY = Pattern.compile("-d '([^']+)'");
    private static final List<Class<?>> CONTROLLERS = List.of(
            KeysController.class,
            UsageController.class,
            DecideController.class,
            CheckController.class,
            StateController.class,
            HealthController.class,
            ModelsController.class,
            FaultsController.class);

    private final Admin admin = new Admin();

    static List<String> lines() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("docs/admin-api.md"))) {
            return lines.filter(line -> line.startsWith("curl ")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void answers(String line) {
        assertThat(line).contains(" -H \"Authorization: Bearer $ADMIN\"");
        String id = admin.keys.keyring().issue(NewKey.named("shop")).key().id();
        String body = found(BODY, line);
        MockHttpServletRequestBuilder request =
                Admin.asked(method(line), String.valueOf(found(ADDRESS, line)).replace("$ID", id));
        HEADER.matcher(line).results().forEach(header -> request.header(header.group(1), header.group(2)));
        Admin.Reply reply = admin.send(body == null ? request : request.content(body));
        assertThat(reply.status()).as(reply.text()).isBetween(200, 201);
    }

    @Test
    void showsEveryRoute() throws IOException {
        TreeSet<String> shown = new TreeSet<>();
        for (String line : lines()) {
            String path = String.valueOf(found(ADDRESS, line)).replaceAll("\\?.*", "");
            shown.add(method(line) + " " + path.replace("$ID", "{id}"));
        }
        TreeSet<String> served = new TreeSet<>();
        for (Class<?> controller : CONTROLLERS) {
            String prefix = path(AnnotatedElementUtils.findMergedAnnotation(controller, RequestMapping.class));
            for (Method method : controller.getDeclaredMethods()) {
                RequestMapping mapping = AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class);
                if (mapping != null) {
                    served.add(mapping.method()[0].name() + " " + prefix + path(mapping));
                }
            }
        }
        assertThat(shown).isEqualTo(served);
    }

    private static String path(@Nullable RequestMapping mapping) {
        return mapping == null ? "" : Arrays.stream(mapping.path()).findFirst().orElse("");
    }

    private static HttpMethod method(String line) {
        String named = found(METHOD, line);
        return named != null ? HttpMethod.valueOf(named) : line.contains(" -d ") ? HttpMethod.POST : HttpMethod.GET;
    }

    private static @Nullable String found(Pattern pattern, String line) {
        return pattern.matcher(line)
                .results()
                .map(AdminApiDocTest::first)
                .findFirst()
                .orElse(null);
    }

    private static String first(MatchResult match) {
        return match.group(1);
    }
}

package io.serai.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** docs/configuration.md names every setting there is, and none that there is not. */
class SettingsDocumentTest {

    private static final Pattern IN_YAML = Pattern.compile("\\{\\{\\??(serai\\.[a-z.-]+)");
    private static final Pattern IN_TEXT = Pattern.compile("^\\| .*", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("`(serai\\.[a-z.-]+)");

    static String prefix(Class<?> settings) {
        return settings.getAnnotation(ConfigurationProperties.class).value();
    }

    /** All records of settings. */
    static List<Class<?>> types() {
        List<Class<?>> types = new ArrayList<>();
        for (JavaClass found : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.serai")) {
            if (found.isAnnotatedWith(ConfigurationProperties.class)) {
                types.add(found.reflect());
            }
        }
        return types;
    }

    private static Set<String> settings() throws Exception {
        Set<String> settings = new TreeSet<>();
        for (Class<?> type : types()) {
            collect(prefix(type), type, settings);
        }
        try (Stream<Path> files = Stream.concat(Files.walk(Path.of("routes")), Files.walk(Path.of("connectors")))) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                IN_YAML.matcher(Files.readString(file)).results().forEach(use -> settings.add(use.group(1)));
            }
        }
        return settings;
    }

    private static void collect(String prefix, Class<?> type, Set<String> settings) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "." + kebab(component.getName());
            if (component.getType().isRecord()) {
                collect(name, component.getType(), settings);
            } else {
                settings.add(name);
            }
        }
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static Set<String> documented() throws Exception {
        String text = Files.readString(Path.of("docs/configuration.md"));
        return IN_TEXT.matcher(text)
                .results()
                .map(MatchResult::group)
                .flatMap(row ->
                        NAME.matcher(row.substring(0, row.indexOf('|', 2))).results())
                .map(name -> name.group(1))
                .filter(name -> !name.endsWith("."))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void namesEverySettingAndNoOther() throws Exception {
        assertThat(settings()).hasSizeGreaterThan(30);
        assertThat(documented()).isEqualTo(settings());
    }

    /** As the page says: {@code serai.look-every} is {@code SERAI_LOOK_EVERY}. */
    @Test
    void everySettingIsAnEnvironmentVariableToo() {
        for (Class<?> type : types()) {
            assertVariables(prefix(type), type);
        }
    }

    private static void assertVariables(String prefix, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "." + kebab(component.getName());
            if (component.getType().isRecord()) {
                assertVariables(name, component.getType());
            } else if (component.getType() != Map.class) {
                String value = value(name, component.getType());
                PropertySource<?> variable = new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.of(variable(name), value));
                assertThat(bound(prefix, type, variable))
                        .as(variable(name))
                        .isEqualTo(bound(prefix, type, new MapPropertySource("file", Map.of(name, value))))
                        .isNotEqualTo(bound(prefix, type, new MapPropertySource("none", Map.of())));
            }
        }
    }

    private static Object bound(String prefix, Class<?> type, PropertySource<?> source) {
        MutablePropertySources sources = new MutablePropertySources();
        sources.addFirst(source);
        return new Binder(ConfigurationPropertySources.from(sources)).bindOrCreate(prefix, type);
    }

    private static String variable(String setting) {
        return setting.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    }

    private static String value(String name, Class<?> type) {
        return switch (type.getSimpleName()) {
            case "Duration" -> "700ms";
            case "DataSize" -> "7KB";
            case "ZoneId" -> "Europe/Berlin";
            case "List" -> name.endsWith("peak-hours") ? "Mon-Fri 09:00-18:00" : "seven";
            case "boolean" -> name.endsWith("continue-streams") ? "false" : "true"; // whatever the default is not
            case "int" -> "9";
            case "double" -> "0.7";
            case "String" -> name.endsWith("broker.url") ? "tcp://seven.example:61616" : "http://seven.of.nine.example";
            case "Path" -> "seven";
            default -> throw new IllegalArgumentException("no value for a " + type);
        };
    }

    @Test
    void namesEveryVariableOfTheCatalogue() throws Exception {
        String text = Files.readString(Path.of("docs/configuration.md"));
        Set<String> variables = Pattern.compile("\\$\\{([A-Z_]+)")
                .matcher(Files.readString(Path.of("config/models.yaml")))
                .results()
                .map(use -> use.group(1))
                .filter(name -> !name.equals("NAME"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(variables)
                .hasSizeGreaterThan(10)
                .allSatisfy(name -> assertThat(text).contains("`" + name + "`"));
    }
}

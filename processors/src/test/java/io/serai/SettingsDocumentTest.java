package io.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** docs/configuration.md names every setting there is, and none that there is not. */
class SettingsDocumentTest {

    private static final Pattern IN_YAML = Pattern.compile("\\{\\{\\??(serai\\.[a-z.-]+)");
    private static final Pattern IN_TEXT = Pattern.compile("^\\| .*", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("`(serai\\.[a-z.-]+)");

    private static Set<String> settings() throws Exception {
        Set<String> settings = new TreeSet<>();
        for (JavaClass found : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.serai")) {
            if (found.isAnnotatedWith(ConfigurationProperties.class)) {
                Class<?> type = found.reflect();
                collect(type.getAnnotation(ConfigurationProperties.class).value(), type, settings);
            }
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
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
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

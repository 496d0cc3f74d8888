package io.serai;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.live.HouseRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The route files that integrators start from keep the rules of the house. */
class RouteFilesTest {

    private static final Path ROUTES = Path.of("routes");
    private static final Path SAMPLES = Path.of("processors/src/test/resources/io/serai/rules");

    static Stream<Path> routeFiles() throws IOException {
        return HouseRules.files(ROUTES, ".yaml").stream();
    }

    @ParameterizedTest
    @MethodSource("routeFiles")
    void keepsTheRulesOfTheHouse(Path file) {
        assertThat(file.toString()).endsWith(".camel.yaml");
        assertThat(HouseRules.brokenByRoutes(file)).isEmpty();
    }

    @Test
    void theFilesFitTogether() throws IOException {
        List<Path> files = routeFiles().toList();
        assertThat(files).isNotEmpty();
        assertThat(HouseRules.brokenTogether(files)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            no-description           | line 2: route 'sample' needs a description
            no-route-id              | line 1: a route needs an id of its own and the form 'route:'
            no-step-id               | line 7: 'log' needs an id
            short-form               | line 7: 'to' needs an id
            nested-step-id           | line 13: 'setBody' needs an id
            foreign-id               | line 7: 'log' must be called sample-<verb>, not 'other-log'
            camel-case-id            | line 7: id 'sample-Log' is not in kebab-case
            comment                  | line 1: a # comment is lost in the visual editor; use description or note
            literal-host             | line 7: names a host; take it from the settings
            literal-key              | line 7: holds what looks like a key; take it from the settings
            other-language           | line 7: 'jsonpath' is not read here; use simple or constant
            dialect-in-route         | line 7: dialects are called in connectors only
            script                   | line 7: 'script' runs code from the file; call a bean by its name instead
            bean-type                | line 7: 'beanType' calls any class; use 'ref' with the name of a bean
            unknown-step             | line 7: unknown step 'setBodi'; did you mean 'setBody'?
            not-yaml                 | line 3: not valid YAML
            doors-misnamed           | line 2: route 'sample' of a door must be called door-<dialect>-<what>
            """)
    void theRulesFindABadFile(String sample, String expected) {
        assertThat(HouseRules.brokenByRoutes(SAMPLES.resolve(sample + ".camel.yaml")))
                .singleElement()
                .asString()
                .startsWith(sample + ".camel.yaml " + expected);
    }

    @Test
    void theRulesFindFilesThatDoNotFit() {
        Path good = SAMPLES.resolve("good.camel.yaml");

        assertThat(HouseRules.brokenTogether(List.of(good))).isEmpty();
        assertThat(HouseRules.brokenByRoutes(good)).isEmpty();
        assertThat(HouseRules.brokenTogether(List.of(good, SAMPLES.resolve("no-description.camel.yaml"))))
                .singleElement()
                .asString()
                .startsWith("id 'sample' is already used in");
        assertThat(HouseRules.brokenTogether(List.of(SAMPLES.resolve("to-nowhere.camel.yaml"))))
                .singleElement()
                .asString()
                .startsWith("no route reads direct:nowhere");
    }
}

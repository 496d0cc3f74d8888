package io.serai;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.live.HouseRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The connectors that ship keep the rules of the house. */
class ConnectorCatalogTest {

    private static final Path CONNECTORS = Path.of("connectors");
    private static final Path GOOD =
            Path.of("processors/src/test/resources/io/serai/rules/good-chat-sink.kamelet.yaml");

    @TempDir
    private Path folder;

    static Stream<Path> connectors() throws IOException {
        return HouseRules.files(CONNECTORS, ".yaml").stream();
    }

    @ParameterizedTest
    @MethodSource("connectors")
    void keepsTheRulesOfTheHouse(Path file) {
        assertThat(file.toString()).endsWith(".kamelet.yaml");
        assertThat(HouseRules.brokenByConnector(file)).isEmpty();
    }

    @Test
    void thereAreConnectors() throws IOException {
        assertThat(connectors()).isNotEmpty();
    }

    @Test
    void theGoodSampleIsGood() {
        assertThat(HouseRules.brokenByConnector(GOOD)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            name: good-chat-sink          | name: bad-chat-sink           | file name and Kamelet name differ
            kamelet.type: sink            | kamelet.type: action          | the name must end in -action as its label says
            title: Good Chat Sink         | x: y                          | the connector needs a title
            description: A good one.      | x: y                          | the connector needs a description
            title: Base URL,              | x: y,                         | property 'baseUrl' needs a title
            format: password,             | x: y,                         | property 'apiKey' needs 'format: password'
            urn:camel:group:credentials   | urn:camel:group:common        | property 'apiKey' needs the descriptor
            {{dialect}}                   | openaiDialect                 | property 'dialect' is never used
            {{baseUrl}}                   | {{baseUri}}                   | property 'baseUrl' is never used
            {{baseUrl}}/chat              | https://api.example/{{baseUrl}} | names a host
            'id: encode, '                | ''                            | 'bean' needs an id
            throwExceptionWhenHalfOpenOrOpenState: true | slidingWindowSize: 9 | an open breaker must say so
            minimumNumberOfCalls: 10      | timeoutEnabled: true          | the breaker's own timeout loses answers
            circuitBreaker                | multicast                     | 'multicast' has no option 'resilience4jConfiguration'
            kind: Kamelet                 | kind: Pipe                    | must say 'kind: Kamelet'
            ref: keepOpen                 | ref: '#class:a.B'             | names a class
            spec:                         | 'spec: # why'                 | a # comment is lost
            """)
    void theRulesFindABadConnector(String right, String wrong, String expected) throws IOException {
        String good = Files.readString(GOOD);
        String bad = good.replace(right, wrong);
        assertThat(bad).isNotEqualTo(good);
        Path file = Files.writeString(folder.resolve(GOOD.getFileName()), bad);

        assertThat(HouseRules.brokenByConnector(file))
                .anySatisfy(rule -> assertThat(rule).contains(expected));
    }
}

package io.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import io.serai.json.ProviderJson;
import io.serai.usage.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCountTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "12, 12", "\"12\", 12", "-1, 0", "12.0, 12", "-9223372036854775809, 0", "1e-400, 0", "null, 0"})
    void readsWhatCanBeACount(String written, long count) throws IOException {
        assertThat(asTree(written)).isEqualTo(count);
        assertThat(asToken(written)).isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775807",
                "9223372036854775808",
                "99999999999999999999999999",
                "1e400",
                "1E999999999"
            })
    void neverOverflows(String written) throws IOException {
        assertThat(asTree(written)).isGreaterThan(Usage.MOST_BELIEVED).isLessThan(Long.MAX_VALUE / 1_000);
        assertThat(asToken(written)).isEqualTo(asTree(written));
    }

    @Test
    void saturatesRatherThanTurningNegative() {
        Usage most = new Usage(Long.MAX_VALUE, Long.MAX_VALUE, 1, 1, 1, Long.MAX_VALUE, 1, 1);

        assertThat(most.promptTotal()).isEqualTo(Long.MAX_VALUE);
        assertThat(most.completionTotal()).isEqualTo(Long.MAX_VALUE);
        assertThat(most.total()).isEqualTo(Long.MAX_VALUE);
        assertThat(most.believable()).isFalse();
    }

    private static long asTree(String written) {
        JsonNode tree = ProviderJson.read(("{\"n\":" + written + "}").getBytes(StandardCharsets.UTF_8));
        return TokenCount.of(tree.path("n"), 0);
    }

    private static long asToken(String written) throws IOException {
        try (JsonParser parser = ProviderJson.parser(written.getBytes(StandardCharsets.UTF_8))) {
            return TokenCount.of(parser, parser.nextToken());
        }
    }
}

package io.serai.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProviderJsonTest {

    private static final byte[] LONG_NAMES = IntStream.range(0, 30_000)
            .mapToObj(i -> "\"" + "n".repeat(980) + (1_000_000 + i) + "\":1.10")
            .collect(Collectors.joining(",", "{", "}"))
            .getBytes(StandardCharsets.UTF_8);

    /** What is guarded against took ten seconds for a third of them. */
    @Test
    void thousandsOfLongNamesCostLittle() throws Exception {
        long begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        JsonNode tree = ProviderJson.lenient(LONG_NAMES);
        assertThat(tree).isNotNull();
        assertThat(tree.size()).isEqualTo(30_000);
        assertThat(tree.path("n".repeat(980) + 1_000_007).decimalValue()).isEqualTo("1.10");
        try (JsonParser parser = ProviderJson.parser(LONG_NAMES)) {
            parser.nextToken();
            parser.skipChildren();
        }
        long millis = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun) / 1_000_000;
        assertThat(millis).isLessThan(3_000);
    }
}

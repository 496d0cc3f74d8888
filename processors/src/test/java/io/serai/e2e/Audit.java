package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.e2e.provider.Counts;
import io.serai.e2e.provider.Received;
import io.serai.e2e.provider.StandIn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compares three books: what callers got, what providers were asked, and what the ledger has. */
final class Audit {

    private static final Pattern MARK = Pattern.compile(Callers.MARK + "\\d+");
    private static final Duration ARRIVED_WITHIN = Duration.ofSeconds(180);
    private static final Duration QUIET_FOR = Duration.ofMillis(1_500);

    private final GatewayProcess gateway;
    private final Instant from = Instant.now();

    /** Begins now. */
    Audit(GatewayProcess gateway) {
        this.gateway = gateway;
    }

    /**
     * Holds when every complete answer has exactly one record, with these tokens, no call has two, and none was
     * billed that no provider saw.
     */
    void holds(Map<String, Callers.Complete> complete, Providers providers, Counts counts) {
        await().alias("each complete answer is in the ledger")
                .atMost(ARRIVED_WITHIN)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(missing(complete)).isEmpty());
        // what comes late and twice would come now
        int size = records().size();
        await().atMost(QUIET_FOR.multipliedBy(3))
                .during(QUIET_FOR)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> records().size() == size);

        Map<String, JsonNode> byMark = new HashMap<>();
        for (JsonNode record : records()) {
            JsonNode other = byMark.put(record.path("task").asText(), record);
            assertThat(other).as("a second record beside %s", record).isNull();
        }
        assertThat(providers.marks()).containsAll(byMark.keySet());
        complete.forEach((id, call) -> assertBilled(byMark.get(call.mark()), id, call, counts));
    }

    /** Those of which the ledger has no record. */
    Set<String> missing(Map<String, Callers.Complete> complete) {
        Set<String> missing = new HashSet<>(complete.keySet());
        for (JsonNode record : records()) {
            missing.remove(record.path("call").asText());
        }
        return missing;
    }

    private static void assertBilled(@Nullable JsonNode record, String id, Callers.Complete call, Counts counts) {
        assertThat(record).as(id).isNotNull();
        assertThat(record.path("call").asText()).isEqualTo(id);
        assertThat(record.path("outcome").asText()).isEqualTo("ok");
        assertThat(record.path("model").asText()).isEqualTo(call.model());
        assertThat(record.path("streamed").asBoolean()).isEqualTo(call.streamed());
        assertThat(record.path("estimated").asBoolean()).isFalse();
        assertThat(record.path("tokens").path("input").asLong()).isEqualTo(counts.freshInput());
        assertThat(record.path("tokens").path("cache_read").asLong()).isEqualTo(counts.cacheRead());
        assertThat(record.path("tokens").path("output").asLong()).isEqualTo(counts.output());
    }

    private List<JsonNode> records() {
        List<JsonNode> records = new ArrayList<>();
        String window = "?limit=1000&from=" + from + "&to=" + from.plusSeconds(3_600);
        String after = "";
        while (true) {
            JsonNode page = gateway.admin("GET", "/admin/v1/usage/records" + window + after, "");
            page.path("data").forEach(records::add);
            if (!page.path("has_more").asBoolean()) {
                return records;
            }
            after = "&after=" + page.path("next").asText();
        }
    }

    /** The marks of all calls that some provider was asked. */
    static Set<String> marks(StandIn... providers) {
        Set<String> marks = new HashSet<>();
        for (StandIn provider : providers) {
            for (Received request : provider.received()) {
                Matcher mark = MARK.matcher(new String(request.body(), StandardCharsets.UTF_8));
                while (mark.find()) {
                    marks.add(mark.group());
                }
            }
        }
        return marks;
    }
}

package io.serai.e2e;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.serai.e2e.provider.Counts;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** A second reading of the catalogue's prices, which shares no line with the product's. */
final class PriceSheet {

    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final JsonNode catalog;

    private PriceSheet(JsonNode catalog) {
        this.catalog = catalog;
    }

    static PriceSheet of(Path models) throws IOException {
        return new PriceSheet(YAML.readTree(models.toFile()));
    }

    /** Dollars for the tokens of one call by today's price; one of a model that is not listed has the default price. */
    BigDecimal cost(String model, Counts counts) {
        JsonNode price = price(model);
        JsonNode longPrompt = price.path("long-prompt");
        boolean isLong = longPrompt.isObject()
                && counts.input() > longPrompt.path("over").asLong();
        JsonNode rates = (isLong ? longPrompt : price).path("per-million");
        return sum(
                part(counts.freshInput(), rates, "input", null),
                part(counts.cacheRead(), rates, "cache-read", "input"),
                part(counts.cacheWrite5m(), rates, "cache-write-5m", "input"),
                part(counts.cacheWrite1h(), rates, "cache-write-1h", "input"),
                part(counts.output(), rates, "output", null),
                part(counts.reasoning(), rates, "reasoning", "output"));
    }

    private static BigDecimal sum(BigDecimal... parts) {
        BigDecimal sum = BigDecimal.ZERO;
        for (BigDecimal part : parts) {
            sum = sum.add(part);
        }
        return sum;
    }

    private JsonNode price(String model) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        for (JsonNode entry : catalog.path("models")) {
            if (entry.path("name").asText().equals(model)) {
                JsonNode latest = entry.path("prices").path(0);
                for (JsonNode price : entry.path("prices")) {
                    boolean inForce =
                            !LocalDate.parse(price.path("from").asText()).isAfter(today);
                    boolean newer = price.path("from")
                                    .asText()
                                    .compareTo(latest.path("from").asText())
                            > 0;
                    latest = inForce && newer ? price : latest;
                }
                return latest;
            }
        }
        return catalog.path("default-price");
    }

    private static BigDecimal part(long tokens, JsonNode rates, String kind, @Nullable String wider) {
        JsonNode rate = rates.has(kind) || wider == null ? rates.path(kind) : rates.path(wider);
        return new BigDecimal(rate.asText())
                .multiply(BigDecimal.valueOf(tokens))
                .movePointLeft(6);
    }
}

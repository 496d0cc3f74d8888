package io.serai.catalog.files;

import io.serai.catalog.Model;
import io.serai.catalog.Price;
import io.serai.catalog.PriceList;
import io.serai.catalog.Rates;
import io.serai.usage.TokenClass;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads prices as the decimals they are written as, never by way of a double. */
final class PriceReader {

    private static final Set<String> PRICE_KEYS = Fields.known("from", "per-million", "long-prompt", "source");
    private static final Set<String> LONG_KEYS = Fields.known("over", "per-million");
    private static final Set<String> DEFAULT_KEYS = Fields.known("per-million");
    private static final Map<String, TokenClass> CLASSES = Fields.byLabel(TokenClass.values(), TokenClass::label);
    private static final BigDecimal DEAREST = new BigDecimal(1_000_000);

    private PriceReader() {}

    /** The list under the key {@code prices} of a model. */
    static PriceList prices(Fields model, Model.Kind kind) {
        List<Price> prices = new ArrayList<>();
        Set<LocalDate> dates = new HashSet<>();
        Node list = model.node("prices");
        for (Node item : model.items("prices")) {
            Fields entry = model.of("price", item, PRICE_KEYS);
            LocalDate from = entry.date("from");
            if (!dates.add(from)) {
                throw entry.refused(entry.node("from"), "two prices begin on " + from + "; delete one");
            }
            prices.add(new Price(
                    from.atStartOfDay(ZoneOffset.UTC).toInstant(),
                    perMillion(entry, kind),
                    longPrompt(entry, kind),
                    entry.text("source", "")));
        }
        if (prices.isEmpty()) {
            throw model.refused(list, "prices is empty; add a price with from and per-million");
        }
        return new PriceList(prices);
    }

    /** The section {@code default-price}: the price of models that the catalogue does not know. */
    static PriceList defaultPrices(Fields catalogue) {
        Fields entry = catalogue.inner("default-price", DEFAULT_KEYS);
        return new PriceList(List.of(new Price(Instant.EPOCH, perMillion(entry, Model.Kind.CHAT), null, "")));
    }

    private static Price.@Nullable LongPrompt longPrompt(Fields entry, Model.Kind kind) {
        if (!entry.has("long-prompt")) {
            return null;
        }
        Fields fields = entry.inner("long-prompt", LONG_KEYS);
        return new Price.LongPrompt(fields.positive("over"), perMillion(fields, kind));
    }

    private static Map<TokenClass, BigDecimal> perMillion(Fields entry, Model.Kind kind) {
        Fields fields = entry.inner("per-million", CLASSES.keySet());
        Map<TokenClass, BigDecimal> prices = new EnumMap<>(TokenClass.class);
        CLASSES.forEach((label, tokenClass) -> {
            if (fields.has(label)) {
                prices.put(tokenClass, price(fields, label));
            }
        });
        if (!prices.containsKey(TokenClass.INPUT)) {
            throw fields.refused("input is missing; add it");
        }
        if (kind == Model.Kind.CHAT && !prices.containsKey(TokenClass.OUTPUT)) {
            throw fields.refused("output is missing; add it");
        }
        return prices;
    }

    private static BigDecimal price(Fields fields, String label) {
        BigDecimal price = fields.decimal(label);
        if (price.signum() < 0) {
            throw fields.refused(fields.node(label), label + " must not be negative: '" + price.toPlainString() + '\'');
        }
        if (price.stripTrailingZeros().scale() > Rates.DECIMALS) {
            throw fields.refused(
                    fields.node(label),
                    label + " has more than " + Rates.DECIMALS + " decimals, which no bill can show: '"
                            + price.toPlainString() + '\'');
        }
        if (price.compareTo(DEAREST) > 0) {
            throw fields.refused(
                    fields.node(label),
                    label + " is more than a dollar a token, surely a slip: '" + price.toPlainString() + '\'');
        }
        return price;
    }
}

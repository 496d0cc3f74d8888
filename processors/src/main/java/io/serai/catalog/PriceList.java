package io.serai.catalog;

import io.serai.usage.Money;
import io.serai.usage.Usage;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The prices of a model over time.
 *
 * @param prices oldest first, at least one
 */
public record PriceList(List<Price> prices) {

    public PriceList {
        prices = prices.stream().sorted(Comparator.comparing(Price::from)).toList();
        if (prices.isEmpty()) {
            throw new IllegalArgumentException("a price list needs a price");
        }
    }

    /** The price in force at a moment; before the first one, the first one. */
    public Price at(Instant moment) {
        for (int i = prices.size() - 1; i > 0; i--) {
            Price price = prices.get(i);
            if (!moment.isBefore(price.from())) {
                return price;
            }
        }
        return prices.getFirst();
    }

    /** What the tokens cost by the price in force at a moment. */
    public Money cost(Usage usage, Instant at) {
        return at(at).cost(usage);
    }
}

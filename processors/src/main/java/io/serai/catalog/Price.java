package io.serai.catalog;

import io.serai.usage.Money;
import io.serai.usage.TokenClass;
import io.serai.usage.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model's tokens cost from a moment on; exact to the pico-dollar (10⁻¹² $), never rounded.
 *
 * <p>Some vendors charge a whole call at another price once its prompt is longer than a limit: {@code longPrompt}.
 */
public final class Price {

    private final Instant from;
    private final Rates rates;
    private final long longOver;
    private final Rates longRates;
    private final String source;

    /**
     * The price of calls with long prompts.
     *
     * @param over prompt tokens, cached ones included; a prompt of exactly so many is not yet long
     */
    public record LongPrompt(long over, Map<TokenClass, BigDecimal> perMillion) {}

    public Price(Instant from, Map<TokenClass, BigDecimal> perMillion, @Nullable LongPrompt longPrompt, String source) {
        this.from = from;
        this.rates = new Rates(perMillion);
        this.longOver = longPrompt == null ? Long.MAX_VALUE : longPrompt.over;
        this.longRates = longPrompt == null ? rates : new Rates(longPrompt.perMillion);
        this.source = source;
    }

    /** Since when it holds. */
    public Instant from() {
        return from;
    }

    /** Where it was read and when, for people; empty where nobody said. */
    public String source() {
        return source;
    }

    /** Dollars for a million tokens of a class, in a call whose prompt is not long. */
    public BigDecimal perMillion(TokenClass kind) {
        return rates.perMillion(kind);
    }

    /** What the tokens cost, exactly. */
    public Money cost(Usage usage) {
        return ratesFor(usage.promptTotal()).cost(usage);
    }

    /**
     * What a call would cost in pico-dollars were nothing cached, for ranking without garbage; saturated at
     * {@code Long.MAX_VALUE}. {@link #money} makes it an amount.
     */
    public long estimate(long promptTokens, long outputTokens) {
        return ratesFor(promptTokens).estimate(promptTokens, outputTokens);
    }

    /** The amount that an {@link #estimate} means. */
    public static Money money(long picos) {
        return Rates.money(picos);
    }

    private Rates ratesFor(long promptTokens) {
        return promptTokens > longOver ? longRates : rates;
    }
}

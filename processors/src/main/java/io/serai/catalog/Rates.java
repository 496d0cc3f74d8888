package io.serai.catalog;

import io.serai.usage.Money;
import io.serai.usage.TokenClass;
import io.serai.usage.Usage;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a token of each class costs, in pico-dollars (10⁻¹² $).
 *
 * <p>A list price has at most six decimals a million tokens, so a token costs a whole number of pico-dollars and no sum is
 * ever rounded. A class without a price of its own costs what its wider class costs: all of the prompt the input price, all
 * of the answer the output price.
 */
public final class Rates {

    /** Decimals of a dollar that a pico-dollar has. */
    private static final int PICO = 12;

    /** Decimals that a price for a million tokens may have. */
    public static final int DECIMALS = 6;

    private static final TokenClass[] CLASSES = TokenClass.values();

    private final long[] picos = new long[CLASSES.length];

    /**
     * @param perMillion dollars for a million tokens; a class that is missing and has no wider class costs nothing
     * @throws ArithmeticException where a price is finer than six decimals or beyond measure
     */
    Rates(Map<TokenClass, BigDecimal> perMillion) {
        for (TokenClass kind : CLASSES) {
            BigDecimal price = perMillion.get(kind);
            TokenClass wider = wider(kind);
            if (price == null && wider != null) {
                price = perMillion.get(wider);
            }
            picos[kind.ordinal()] =
                    price == null ? 0 : price.movePointRight(DECIMALS).longValueExact();
        }
    }

    private static @Nullable TokenClass wider(TokenClass kind) {
        return switch (kind) {
            case INPUT, OUTPUT -> null;
            case CACHE_READ, CACHE_WRITE_5M, CACHE_WRITE_1H, AUDIO_INPUT -> TokenClass.INPUT;
            case REASONING, AUDIO_OUTPUT -> TokenClass.OUTPUT;
        };
    }

    BigDecimal perMillion(TokenClass kind) {
        return BigDecimal.valueOf(picos[kind.ordinal()], DECIMALS);
    }

    Money cost(Usage usage) {
        try {
            long sum = 0;
            for (TokenClass kind : CLASSES) {
                sum = Math.addExact(sum, Math.multiplyExact(usage.tokens(kind), picos[kind.ordinal()]));
            }
            return money(sum);
        } catch (ArithmeticException beyondLong) {
            return hugeCost(usage);
        }
    }

    /** The same beyond nine million dollars a call, where a long ends. */
    private Money hugeCost(Usage usage) {
        BigInteger sum = BigInteger.ZERO;
        for (TokenClass kind : CLASSES) {
            sum = sum.add(BigInteger.valueOf(usage.tokens(kind)).multiply(BigInteger.valueOf(picos[kind.ordinal()])));
        }
        return new Money(new BigDecimal(sum, PICO));
    }

    /** Pico-dollars of a call without cached tokens, {@code Long.MAX_VALUE} where a long ends. */
    long estimate(long inputTokens, long outputTokens) {
        long input = saturated(inputTokens, picos[TokenClass.INPUT.ordinal()]);
        long output = saturated(outputTokens, picos[TokenClass.OUTPUT.ordinal()]);
        long sum = input + output;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    private static long saturated(long tokens, long price) {
        return Math.multiplyHigh(tokens, price) == 0 && tokens * price >= 0 ? tokens * price : Long.MAX_VALUE;
    }

    static Money money(long picos) {
        return new Money(BigDecimal.valueOf(picos, PICO));
    }
}

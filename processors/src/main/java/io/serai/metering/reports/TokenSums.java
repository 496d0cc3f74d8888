package io.serai.metering.reports;

import io.serai.usage.TokenClass;
import io.serai.usage.Usage;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/** Tokens of many attempts by class, exact however many they are. */
public final class TokenSums {

    public static final TokenSums NONE = new TokenSums(kind -> BigInteger.ZERO);

    private final Map<TokenClass, BigInteger> sums = new EnumMap<>(TokenClass.class);

    private TokenSums(Function<TokenClass, BigInteger> sum) {
        for (TokenClass kind : TokenClass.values()) {
            sums.put(kind, sum.apply(kind));
        }
    }

    /** A sum for each class; where there is none, zero stands for it. */
    static TokenSums of(Map<TokenClass, BigInteger> sums) {
        return new TokenSums(kind -> sums.getOrDefault(kind, BigInteger.ZERO));
    }

    /** What one attempt used. */
    public static TokenSums of(Usage usage) {
        return new TokenSums(kind -> BigInteger.valueOf(usage.tokens(kind)));
    }

    public BigInteger tokens(TokenClass kind) {
        return sums.getOrDefault(kind, BigInteger.ZERO);
    }

    public TokenSums plus(TokenSums more) {
        return new TokenSums(kind -> tokens(kind).add(more.tokens(kind)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenSums that && sums.equals(that.sums);
    }

    @Override
    public int hashCode() {
        return sums.hashCode();
    }

    @Override
    public String toString() {
        return sums.toString();
    }
}

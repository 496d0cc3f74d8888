package io.serai.usage;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An exact amount in US dollars; never rounded by arithmetic.
 *
 * @param usd the amount, with as many decimals as the prices it came from need
 */
public record Money(BigDecimal usd) implements Comparable<Money> {

    public static final Money ZERO = new Money(BigDecimal.ZERO);

    /** Far beyond any bill; {@code 1E999999999} would fill the memory as soon as somebody writes it down. */
    private static final int MOST_DIGITS = 100;

    public Money {
        if (Math.abs((long) usd.scale()) > MOST_DIGITS || usd.precision() > MOST_DIGITS) {
            throw new IllegalArgumentException("an amount of money has at most " + MOST_DIGITS + " digits");
        }
    }

    public static Money usd(String amount) {
        return new Money(new BigDecimal(amount));
    }

    public Money plus(Money other) {
        return new Money(usd.add(other.usd));
    }

    /** The amount rounded half up to whole nano-dollars, for display and comparison with bills. */
    public Money toNanos() {
        return new Money(usd.setScale(9, RoundingMode.HALF_UP));
    }

    @Override
    public int compareTo(Money other) {
        return usd.compareTo(other.usd);
    }

    /** Plain decimal notation without trailing zeros, as in {@code 0.000123}. */
    @Override
    public String toString() {
        return usd.signum() == 0 ? "0" : usd.stripTrailingZeros().toPlainString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Money that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return usd.stripTrailingZeros().hashCode();
    }
}

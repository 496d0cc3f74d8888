package io.serai.providers;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.serai.usage.Usage;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * Reads one count of a provider's usage report, so that no sum of some of them overflows.
 *
 * <p>What is negative or no number counts as nothing. What nobody can have used becomes {@link #BEYOND}, which makes the whole
 * report one that is not {@link Usage#believable}.
 */
public final class TokenCount {

    private static final long BEYOND = 1_000 * Usage.MOST_BELIEVED;

    private static final BigDecimal MOST = BigDecimal.valueOf(BEYOND);

    private TokenCount() {}

    /** The count in a tree, or {@code otherwise} where there is none. */
    public static long of(JsonNode count, long otherwise) {
        if (!count.isNumber()) {
            return count.isTextual() ? bounded(count.asLong(otherwise)) : otherwise;
        }
        return count.canConvertToLong() ? bounded(count.longValue()) : bounded(count.decimalValue());
    }

    /** The count that the parser stands on, written as a number or as a string. */
    public static long of(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            return bounded(parser.getValueAsLong(0));
        }
        if (!token.isNumeric()) {
            return 0;
        }
        return switch (parser.getNumberType()) {
            case INT, LONG -> bounded(parser.getLongValue());
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> bounded(parser.getDecimalValue());
        };
    }

    private static long bounded(long count) {
        return Math.clamp(count, 0, BEYOND);
    }

    private static long bounded(BigDecimal count) {
        return count.signum() <= 0 ? 0 : count.min(MOST).longValue();
    }
}

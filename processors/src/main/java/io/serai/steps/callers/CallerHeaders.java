package io.serai.steps.callers;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a request, or properties of a message, that rules may read: {@code ${exchangeProperty.headers[x-team]}}.
 *
 * <p>Only those that a setting names are kept, as values of a property, so that nothing else of them leaks.
 */
public final class CallerHeaders {

    /** The exchange property that holds them, by their names in lower case. */
    public static final String PROPERTY = "headers";

    private final List<String> names;

    /** @param names in lower case; none for no headers at all */
    public CallerHeaders(List<String> names) {
        this.names = List.copyOf(names);
    }

    public List<String> names() {
        return names;
    }

    /** Keeps the named ones of a request; {@code header} says each by its name, or null. */
    public void keep(Exchange exchange, Function<String, @Nullable String> header) {
        if (names.isEmpty()) {
            return;
        }
        Map<String, String> kept = new HashMap<>();
        for (String name : names) {
            String value = header.apply(name);
            if (value != null) {
                kept.put(name, value);
            }
        }
        exchange.setProperty(PROPERTY, Map.copyOf(kept));
    }

    /** What was kept of a header, by its name in lower case; null where nothing was. */
    public static @Nullable String kept(Exchange exchange, String name) {
        return exchange.getProperty(PROPERTY) instanceof Map<?, ?> kept && kept.get(name) instanceof String value
                ? value
                : null;
    }

    /** A property of a message has no dashes in many clients: {@code x_team} is read as {@code x-team}. */
    static Function<String, @Nullable String> properties(org.apache.camel.Message message) {
        return name -> {
            Object value = message.getHeader(name);
            if (value == null && name.indexOf('-') >= 0) {
                value = message.getHeader(name.replace('-', '_'));
            }
            return value instanceof String || value instanceof Number || value instanceof Boolean
                    ? value.toString()
                    : null;
        };
    }
}

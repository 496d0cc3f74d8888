package io.serai.admin.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;

/** The parameters behind the question mark, read strictly: one that nobody here knows is refused, never dropped. */
public final class Query {

    private final Map<String, String[]> values;
    private final @Nullable String accept;

    /** Where the server says that there was something that it could not decode, and left out. */
    private static final String LEFT_OUT = "org.apache.catalina.parameter_parse_failed";

    public Query(HttpServletRequest request, String... known) {
        this.values = parameters(request);
        this.accept = request.getHeader("accept");
        refuseUnknown(values, List.of(known));
    }

    private static Map<String, String[]> parameters(HttpServletRequest request) {
        Map<String, String[]> all = request.getParameterMap();
        if (Boolean.TRUE.equals(request.getAttribute(LEFT_OUT))) {
            throw AdminErrors.invalid(
                    "The parameters behind the question mark cannot be decoded: each is 'name=value', and a '%' in one is"
                            + " written '%25'.",
                    null, "invalid_value");
        }
        return all;
    }

    private static void refuseUnknown(Map<String, String[]> values, List<String> names) {
        values.forEach((name, all) -> {
            if (!names.contains(name)) {
                throw AdminErrors.unknown(name, String.join(", ", names));
            }
            if (all.length > 1) {
                throw AdminErrors.invalid("'" + name + "' is given " + all.length + " times.", name, "invalid_value");
            }
        });
    }

    /** Checks that there are no parameters. */
    public static void none(HttpServletRequest request) {
        refuseUnknown(parameters(request), List.of());
    }

    /** Null where it is not given; never empty. */
    @Nullable
    public String text(String name) {
        String[] all = values.get(name);
        if (all == null) {
            return null;
        }
        String text = all[0];
        if (text.isEmpty()) {
            throw AdminErrors.invalid(
                    "'" + name + "' is empty: give it a value or leave it out.", name, "invalid_value");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw AdminErrors.invalid("'" + name + "' holds control characters.", name, "invalid_value");
        }
        return text;
    }

    public int number(String name, int otherwise, int least, int most) {
        String text = text(name);
        if (text == null) {
            return otherwise;
        }
        String what = "It must be a whole number from " + least + " to " + most + ".";
        try {
            int number = Integer.parseInt(text);
            if (number < least || number > most) {
                throw AdminErrors.wrongValue(name, text, what);
            }
            return number;
        } catch (NumberFormatException e) {
            throw AdminErrors.wrongValue(name, text, what);
        }
    }

    /** Whether CSV is wanted: by {@code format}, else by what the caller accepts; JSON where they do not say. */
    public boolean csv() {
        String format = text("format");
        if (format != null) {
            return switch (format) {
                case "csv" -> true;
                case "json" -> false;
                default -> throw AdminErrors.wrongValue("format", format, "It must be 'json' or 'csv'.");
            };
        }
        for (MediaType type : accepted()) {
            if (type.includes(MediaType.APPLICATION_JSON)) {
                return false;
            }
            if (type.getType().equals("text") && type.getSubtype().equals("csv")) {
                return true;
            }
        }
        return false;
    }

    private List<MediaType> accepted() {
        try {
            List<MediaType> types = new ArrayList<>(MediaType.parseMediaTypes(accept));
            MimeTypeUtils.sortBySpecificity(types);
            return types;
        } catch (InvalidMediaTypeException e) {
            return List.of();
        }
    }
}

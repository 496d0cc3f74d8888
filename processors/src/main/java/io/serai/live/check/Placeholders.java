package io.serai.live.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.live.files.Yaml;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * What the placeholders of files stand for, so that no reason tells it: the environment and the settings hold keys.
 *
 * <p>A reason may repeat a value whole, written otherwise, or a piece of it; where a piece is left, all of the reason goes.
 */
final class Placeholders {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[?!]?([^{}]+)}}");

    /** Characters that a reason and a value have in common by chance. */
    private static final int CHANCE = 4;

    private final Map<String, String> values = new LinkedHashMap<>();
    private final StringBuilder written = new StringBuilder();

    private Placeholders() {}

    /** Fills in those of the files as the context would. */
    static Placeholders of(CamelContext context, Iterable<Yaml> files) {
        Placeholders placeholders = new Placeholders();
        for (Yaml file : files) {
            for (String pointer : file.pointers()) {
                JsonNode node = file.tree().at(pointer);
                placeholders.written.append(pointer).append('\n');
                if (node.isValueNode()) {
                    placeholders.written.append(node.asText()).append('\n');
                    placeholders.read(context, node.asText());
                }
            }
        }
        return placeholders;
    }

    private void read(CamelContext context, String text) {
        Matcher each = PLACEHOLDER.matcher(text);
        while (each.find()) {
            String name = each.group(1).strip();
            String value = filled(context, "{{" + name + "}}");
            if (value != null && !value.isEmpty()) {
                values.put("{{" + name + "}}", value);
            }
        }
    }

    private static @Nullable String filled(CamelContext context, String placeholder) {
        try {
            return context.resolvePropertyPlaceholders(placeholder);
        } catch (RuntimeException e) {
            return null;
        }
    }

    /** What a text of a file becomes, to be found again by. */
    String fill(String text) {
        String filled = text;
        for (Map.Entry<String, String> each : values.entrySet()) {
            filled = filled.replace(each.getKey(), each.getValue());
        }
        return filled;
    }

    /** The reason with names in place of values. */
    String hide(String reason) {
        String hidden = reason;
        for (Map.Entry<String, String> each : values.entrySet()) {
            for (String form : forms(each.getValue())) {
                hidden = replaced(hidden, form, each.getKey());
            }
        }
        String names = String.join("", values.keySet());
        for (String value : values.values()) {
            for (String form : forms(value)) {
                if (tellsOf(form, hidden, names)) {
                    return "does not work with what the environment or the settings say here for "
                            + String.join(", ", values.keySet()) + "; what that is, is not told";
                }
            }
        }
        return hidden;
    }

    private static String replaced(String text, String value, String name) {
        return value.length() > CHANCE
                ? text.replace(value, name)
                : Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(value) + "(?![\\p{L}\\p{N}])")
                        .matcher(text)
                        .replaceAll(Matcher.quoteReplacement(name));
    }

    /** Whether a piece of the value stands in the reason that does not stand in the files themselves. */
    private boolean tellsOf(String value, String reason, String names) {
        String files = written + names;
        for (int i = 0; i + CHANCE < value.length(); i++) {
            String piece = value.substring(i, i + CHANCE + 1);
            if (reason.contains(piece) && files.indexOf(piece) < 0) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> forms(String value) {
        Set<String> forms = new LinkedHashSet<>(List.of(value, value.strip()));
        forms.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
        forms.add(value.replaceFirst("://", ":"));
        forms.add(value.replaceFirst(":/*", "://"));
        try {
            forms.add(URLDecoder.decode(value, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            // it is no text of an address
        }
        forms.remove("");
        return forms;
    }
}

package io.serai.catalog.files;

import io.serai.catalog.CatalogRefused;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The fields of one YAML mapping; whatever is wrong with one is refused with the line it stands on. */
final class Fields {

    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,12}(\\.\\d{1,12})?");
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,12}");
    private static final int QUOTED_LENGTH = 60;

    private final String file;
    private final String what;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();

    private Fields(String file, String what, int line) {
        this.file = file;
        this.what = what;
        this.line = line;
    }

    /**
     * @param what  names the thing in messages, such as {@code model gpt-4o}
     * @param known the keys it may have; none where keys are names
     */
    static Fields of(String file, String what, Node node, Set<String> known) {
        Fields fields = new Fields(file, what, lineOf(node));
        if (!(node instanceof MappingNode mapping)) {
            throw fields.refused("must have keys and values, one 'key: value' a line");
        }
        for (NodeTuple tuple : mapping.getValue()) {
            String key = fields.scalar(tuple.getKeyNode(), "a key");
            if (!known.isEmpty() && !known.contains(key)) {
                throw fields.refused(
                        tuple.getKeyNode(), "unknown key " + quoted(key) + "; " + Nearest.hint(key, known));
            }
            if (fields.values.put(key, tuple.getValueNode()) != null) {
                throw fields.refused(tuple.getKeyNode(), "key " + quoted(key) + " is given twice; delete one");
            }
        }
        return fields;
    }

    /** The text of a key before anything is checked, to name a thing in messages; null where it has none. */
    static @Nullable String peek(Node node, String key) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode name
                        && name.getValue().equals(key)
                        && tuple.getValueNode() instanceof ScalarNode value
                        && !value.getValue().isBlank()) {
                    return shortened(value.getValue());
                }
            }
        }
        return null;
    }

    /** Keys in the order in which messages list them. */
    static Set<String> known(String... keys) {
        return new LinkedHashSet<>(List.of(keys));
    }

    /** The values of an enum by the words for them, in its order. */
    static <E> Map<String, E> byLabel(E[] values, Function<E, String> label) {
        Map<String, E> byLabel = new LinkedHashMap<>();
        for (E value : values) {
            byLabel.put(label.apply(value), value);
        }
        return byLabel;
    }

    static int lineOf(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    Set<String> keys() {
        return values.keySet();
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** The value of a key that must be there. */
    Node node(String key) {
        Node node = values.get(key);
        if (node == null) {
            throw refused(key + " is missing; add it");
        }
        return node;
    }

    /** Keys and values below a key that must be there; messages say {@code model gpt-4o: prices: …}. */
    Fields inner(String key, Set<String> known) {
        return of(key, node(key), known);
    }

    /** Keys and values that stand in this thing under a name of their own. */
    Fields of(String part, Node node, Set<String> known) {
        return of(file, what + ": " + part, node, known);
    }

    /** Text that must be there. */
    String text(String key) {
        return filled(node(key), key);
    }

    String text(String key, String absent) {
        return has(key) ? text(key) : absent;
    }

    /** Text that matches a pattern, described by {@code form}. */
    String text(String key, Pattern pattern, String form) {
        return matching(node(key), key, pattern, form);
    }

    /** The items of a list of words; empty where the key is absent. */
    List<String> texts(String key, Pattern pattern, String form) {
        List<String> texts = new ArrayList<>();
        for (Node item : items(key)) {
            texts.add(matching(item, key, pattern, form));
        }
        return texts;
    }

    private String matching(Node node, String key, Pattern pattern, String form) {
        String text = filled(node, key);
        if (!pattern.matcher(text).matches()) {
            throw refused(node, key + " must be " + form + ": " + quoted(text));
        }
        return text;
    }

    /** The items of a list; empty where the key is absent. */
    List<Node> items(String key) {
        if (!has(key)) {
            return List.of();
        }
        if (!(node(key) instanceof SequenceNode sequence)) {
            throw refused(node(key), key + " must be a list, such as [a, b] or lines that begin with '- '");
        }
        return sequence.getValue();
    }

    boolean flag(String key) {
        if (!has(key)) {
            return false;
        }
        return switch (text(key)) {
            case "true" -> true;
            case "false" -> false;
            case String other -> throw refused(node(key), key + " must be true or false: " + quoted(other));
        };
    }

    /** A whole number from 1 to two thousand millions. */
    int positive(String key) {
        String text = text(key, WHOLE, "a whole number");
        long number = Long.parseLong(text);
        if (number < 1 || number > Integer.MAX_VALUE) {
            throw refused(node(key), key + " must be from 1 to " + Integer.MAX_VALUE + ": " + quoted(text));
        }
        return (int) number;
    }

    /** A decimal number in plain notation, exactly as written. */
    BigDecimal decimal(String key) {
        String text = text(key);
        if (!DECIMAL.matcher(text).matches()) {
            throw refused(node(key), key + " is not a decimal number such as 0.15: " + quoted(text));
        }
        return new BigDecimal(text);
    }

    LocalDate date(String key) {
        String text = text(key);
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw refused(node(key), key + " must be a date such as 2026-11-23: " + quoted(text));
        }
    }

    CatalogRefused refused(String reason) {
        return new CatalogRefused(file, line, what + ": " + reason);
    }

    CatalogRefused refused(Node at, String reason) {
        return new CatalogRefused(file, lineOf(at), what + ": " + reason);
    }

    /** For messages, in quotes and not longer than a line. */
    static String quoted(String text) {
        return '\'' + shortened(text) + '\'';
    }

    private static String shortened(String text) {
        String oneLine = text.replaceAll("\\s+", " ");
        return oneLine.length() <= QUOTED_LENGTH ? oneLine : oneLine.substring(0, QUOTED_LENGTH) + '…';
    }

    private String filled(Node node, String key) {
        String text = scalar(node, key);
        if (text.isEmpty()) {
            throw refused(node, key + " is empty; give it a value or delete the line");
        }
        return text;
    }

    /** The text of a value that is neither list nor mapping; empty where there is none. */
    String scalar(Node node, String key) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue().strip();
        }
        throw refused(node, key + " must be a single value, not a list or keys and values");
    }
}

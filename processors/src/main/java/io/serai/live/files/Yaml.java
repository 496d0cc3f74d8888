package io.serai.live.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.live.files.EditRefused.Place;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A YAML document as a tree, with the place of every node; read by the same parser that Camel uses. */
public final class Yaml {

    private static final int DEEPEST = 200;
    private static final int LONGEST = 2_000_000;
    private static final int LONGEST_LINE = 100_000;

    /** Nodes; more than any file has that a person wrote, and few enough for the heap when aliases multiply them. */
    private static final int LARGEST = 100_000;

    private final JsonNode tree;
    private final Map<String, Place> places;

    private Yaml(JsonNode tree, Map<String, Place> places) {
        this.tree = tree;
        this.places = places;
    }

    static Yaml read(Text text) throws EditRefused {
        if (text.fault() != null) {
            throw new EditRefused(text.fault());
        }
        checkSize(text.bytes());
        LoadSettings settings =
                LoadSettings.builder().setLabel(text.path()).setUseMarks(true).build();
        Optional<Node> root;
        try {
            root = new Compose(settings).composeString(decode(text.bytes()));
        } catch (StackOverflowError e) {
            // The parser calls itself for each level, and knows no limit.
            throw new EditRefused("is nested too deeply");
        } catch (MarkedYamlEngineException e) {
            String problem = e.getProblem() == null ? "cannot be parsed" : e.getProblem();
            throw new EditRefused(
                    "not valid YAML: " + problem + "; check indentation, quotes and brackets around here",
                    e.getProblemMark().or(e::getContextMark).map(Yaml::place).orElse(null));
        } catch (YamlEngineException e) {
            throw new EditRefused("not valid YAML: " + e.getMessage());
        }
        if (root.isEmpty()) {
            throw new EditRefused("the file is empty; write a route into it or delete it");
        }
        Map<String, Place> places = new LinkedHashMap<>();
        return new Yaml(convert(root.get(), "", places, 0), places);
    }

    /** The parser takes minutes for a long comment, and refuses a long file only when it has read it. */
    private static void checkSize(byte[] bytes) throws EditRefused {
        if (bytes.length > LONGEST) {
            throw new EditRefused("is longer than the " + LONGEST + " bytes that are read; write less into one file");
        }
        int line = 1;
        int begin = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                begin = i + 1;
                line += bytes[i] == '\n' ? 1 : 0;
            } else if (i - begin >= LONGEST_LINE) {
                throw new EditRefused("a line is longer than the " + LONGEST_LINE + " bytes that are read", line, null);
            }
        }
    }

    private static String decode(byte[] bytes) throws EditRefused {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        if (StandardCharsets.UTF_8.newDecoder().decode(in, out, true).isError()) {
            int line = 1
                    + (int) out.flip().chars().filter(letter -> letter == '\n').count();
            throw new EditRefused("is not UTF-8; save it in that encoding", line, null);
        }
        return out.flip().toString();
    }

    public JsonNode tree() {
        return tree;
    }

    /** Where the node at that JSON pointer stands, or the nearest node around it. */
    @Nullable
    public Place place(String pointer) {
        for (String at = pointer; ; at = at.substring(0, at.lastIndexOf('/'))) {
            Place place = places.get(at);
            if (place != null || at.isEmpty()) {
                return place;
            }
        }
    }

    /** The pointers of all nodes in the order of the document. */
    public Iterable<String> pointers() {
        return places.keySet();
    }

    public static String child(String pointer, String key) {
        return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    private static JsonNode convert(Node node, String pointer, Map<String, Place> places, int depth)
            throws EditRefused {
        node.getStartMark().ifPresent(mark -> places.putIfAbsent(pointer, place(mark)));
        if (depth > DEEPEST) {
            throw new EditRefused("is nested too deeply or contains itself", places.get(pointer));
        }
        if (places.size() > LARGEST) {
            throw new EditRefused("is too large, or repeats itself too often", places.get(pointer));
        }
        return switch (node) {
            case MappingNode mapping -> mapping(mapping, pointer, places, depth);
            case SequenceNode sequence -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                for (Node item : sequence.getValue()) {
                    array.add(convert(item, pointer + "/" + array.size(), places, depth + 1));
                }
                yield array;
            }
            case ScalarNode scalar -> scalar(scalar);
            default ->
                throw new EditRefused("has a node that is neither a map, a list nor a value", places.get(pointer));
        };
    }

    private static ObjectNode mapping(MappingNode mapping, String pointer, Map<String, Place> places, int depth)
            throws EditRefused {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (NodeTuple tuple : mapping.getValue()) {
            Place keyPlace = tuple.getKeyNode().getStartMark().map(Yaml::place).orElse(null);
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new EditRefused("has a key that is not a word", keyPlace);
            }
            String below = child(pointer, key.getValue());
            if (keyPlace != null) {
                places.put(below, keyPlace);
            }
            if (object.has(key.getValue())) {
                throw new EditRefused("has '" + key.getValue() + "' twice in the same place; remove one", keyPlace);
            }
            object.set(key.getValue(), convert(tuple.getValueNode(), below, places, depth + 1));
        }
        return object;
    }

    private static JsonNode scalar(ScalarNode scalar) {
        String value = scalar.getValue();
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.BOOL)) {
            return JsonNodeFactory.instance.booleanNode(Boolean.parseBoolean(value));
        }
        if (tag.equals(Tag.NULL)) {
            return JsonNodeFactory.instance.nullNode();
        }
        try {
            if (tag.equals(Tag.INT)) {
                return JsonNodeFactory.instance.numberNode(Long.parseLong(value));
            }
            if (tag.equals(Tag.FLOAT)) {
                return JsonNodeFactory.instance.numberNode(Double.parseDouble(value));
            }
        } catch (NumberFormatException e) {
            // Numbers that Java writes otherwise (.inf, very long ones) are only ever compared as text.
            return JsonNodeFactory.instance.textNode(value);
        }
        return JsonNodeFactory.instance.textNode(value);
    }

    private static Place place(Mark mark) {
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }
}

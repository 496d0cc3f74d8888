package io.serai.live.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.serai.catalog.files.Nearest;
import io.serai.live.files.EditRefused;
import io.serai.live.files.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Checks a route file or a connector against the published schema of Camel's YAML language.
 *
 * <p>The schema is a maze of alternatives, so a fault shows up as dozens of messages: the one deepest in the document
 * that names a wrong word is the one a person wants to read.
 */
public final class DslSchema {

    private static final String RESOURCE = "schema/camelYamlDsl.json";
    private static final String STEPS = "/items/definitions/org.apache.camel.model.ProcessorDefinition/properties";
    private static final String TEMPLATE = "/0/routeTemplate";

    /**
     * Works out what a document asks about, and keeps nothing of it. Worked out in full, with an alternative for every path
     * to it, this schema takes 230 MB for ever, and the collector goes round and round in a heap of some 500.
     */
    private static final SchemaValidatorsConfig AS_NEEDED = SchemaValidatorsConfig.builder()
            .preloadJsonSchema(false)
            .cacheRefs(false)
            .build();

    private record Parsed(JsonSchema schema, Set<String> steps) {}

    /** Read at the first edit, and not when the gateway starts. */
    private static final class Known {
        private static final Parsed SCHEMA = parse();
    }

    /** Refuses a route file that the YAML language does not allow. */
    public void checkRoutes(Yaml yaml) throws EditRefused {
        if (!yaml.tree().isArray()) {
            throw new EditRefused("must be a list that begins with '- route:'", yaml.place(""));
        }
        check(yaml, yaml.tree(), "", "");
    }

    /** Refuses a connector that is no Kamelet or whose template the YAML language does not allow. */
    public void checkConnector(Yaml yaml) throws EditRefused {
        JsonNode tree = yaml.tree();
        if (!"Kamelet".equals(tree.path("kind").asText())) {
            throw new EditRefused("must say 'kind: Kamelet'", yaml.place("/kind"));
        }
        if (!tree.at("/metadata/name").isTextual()) {
            throw new EditRefused("must have a name under metadata", yaml.place("/metadata"));
        }
        JsonNode template = tree.at("/spec/template");
        if (!template.isObject()) {
            throw new EditRefused("must have a template under spec, with a 'from' and its steps", yaml.place("/spec"));
        }
        // The schema knows Kamelets only as route templates, so that is what it is shown.
        ObjectNode routeTemplate = template.deepCopy();
        routeTemplate.put("id", tree.at("/metadata/name").asText());
        JsonNode wrapped = JsonNodeFactory.instance
                .arrayNode()
                .add(JsonNodeFactory.instance.objectNode().set("routeTemplate", routeTemplate));
        check(yaml, wrapped, TEMPLATE, "/spec/template");
    }

    private void check(Yaml yaml, JsonNode document, String prefix, String home) throws EditRefused {
        Parsed schema = Known.SCHEMA;
        Set<ValidationMessage> messages = schema.schema().validate(document);
        List<String> taken = messages.stream()
                .filter(message -> placeholder(document, message))
                .map(DslSchema::pointer)
                .toList();
        Optional<ValidationMessage> worst = messages.stream()
                .filter(message -> !placeholder(document, message) && !follows(message, taken))
                .max(Comparator.comparingInt(DslSchema::depth).thenComparingInt(DslSchema::weight));
        if (worst.isPresent()) {
            String pointer = pointer(worst.get());
            String at = pointer.startsWith(prefix) ? home + pointer.substring(prefix.length()) : home;
            String word = worst.get().getProperty();
            throw new EditRefused(
                    sentence(worst.get(), document, pointer, schema.steps()),
                    yaml.place(word == null || "required".equals(worst.get().getType()) ? at : Yaml.child(at, word)));
        }
    }

    /** The schema wants a number where Camel also takes one in quotes or a {@code {{placeholder}}}; the trial judges those. */
    private static boolean placeholder(JsonNode document, ValidationMessage message) {
        JsonNode value = document.at(pointer(message));
        if ("additionalProperties".equals(message.getType())) {
            return false;
        }
        return value.asText().contains("{{")
                || ("type".equals(message.getType())
                        && value.isTextual()
                        && readsAs(among(message.getArguments()), value.asText().strip()));
    }

    /** What is taken all the same fails the alternative that it stands in, and then the others are said to be wanted. */
    private static boolean follows(ValidationMessage message, List<String> taken) {
        String around = pointer(message) + "/";
        return !"additionalProperties".equals(message.getType())
                && taken.stream().anyMatch(pointer -> pointer.startsWith(around));
    }

    private static boolean readsAs(String type, String value) {
        return switch (type) {
            case "boolean" -> value.equals("true") || value.equals("false");
            case "integer" -> value.matches("[+-]?\\d+");
            case "number" -> value.matches("[+-]?\\d+(\\.\\d+)?");
            default -> false;
        };
    }

    private static int depth(ValidationMessage message) {
        return message.getInstanceLocation().getNameCount();
    }

    private static int weight(ValidationMessage message) {
        return switch (message.getType()) {
            case "additionalProperties" -> 4;
            case "enum" -> 3;
            case "required" -> 2;
            case "type" -> 1;
            default -> 0;
        };
    }

    private static String pointer(ValidationMessage message) {
        StringBuilder pointer = new StringBuilder();
        for (int i = 0; i < message.getInstanceLocation().getNameCount(); i++) {
            pointer.append(Yaml.child("", message.getInstanceLocation().getName(i)));
        }
        return pointer.toString();
    }

    private static String shown(JsonNode value) {
        String text = value.isValueNode() ? value.asText() : value.isArray() ? "a list" : "what stands below it";
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    private static String sentence(ValidationMessage message, JsonNode document, String pointer, Set<String> steps) {
        String[] path = pointer.split("/", -1);
        String last = path[path.length - 1];
        String owner = last.chars().allMatch(Character::isDigit) && path.length > 1 ? path[path.length - 2] : last;
        String word = message.getProperty();
        return switch (message.getType()) {
            case "additionalProperties" ->
                "steps".equals(owner)
                        ? "unknown step '" + word + "'" + nearest(String.valueOf(word), steps)
                        : path.length <= 2
                                ? "'" + word
                                        + "' cannot stand here; a route file is a list of 'route' and 'routeConfiguration'"
                                : "'" + owner + "' has no option '" + word + "'";
            case "required" -> "'" + owner + "' needs '" + word + "'";
            case "type" ->
                "'" + owner + "' must be " + among(message.getArguments()) + ", not '" + shown(document.at(pointer))
                        + "'";
            case "enum" -> "'" + owner + "' must be one of " + among(message.getArguments());
            case "maxProperties" -> "'" + owner + "' has two words in one list item; begin the second with '- '";
            default -> message.getMessage();
        };
    }

    private static String among(Object @Nullable [] arguments) {
        if (arguments == null || arguments.length == 0) {
            return "something else";
        }
        return String.valueOf(arguments[arguments.length - 1]);
    }

    private static String nearest(String word, Set<String> steps) {
        return steps.stream()
                .min(Comparator.comparing((String step) -> !sameLetters(word, step))
                        .thenComparingInt(step -> distance(word, step))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(step -> distance(word, step) <= Math.max(2, word.length() / 4))
                .map(step -> "; did you mean '" + step + "'?")
                .orElse("; see the list of Camel EIPs for what there is");
    }

    /** Letters that changed places are the commonest slip, and two edits by Levenshtein. */
    private static boolean sameLetters(String left, String right) {
        return left.length() == right.length()
                && Arrays.equals(
                        left.chars().sorted().toArray(), right.chars().sorted().toArray());
    }

    /** How many edits are between two words, whatever their case. */
    static int distance(String left, String right) {
        return Nearest.edits(left.toLowerCase(Locale.ROOT), right.toLowerCase(Locale.ROOT));
    }

    private static Parsed parse() {
        try (InputStream in = DslSchema.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("camel-yaml-dsl no longer carries " + RESOURCE);
            }
            JsonNode schema = new ObjectMapper().readTree(in);
            Set<String> steps = new TreeSet<>();
            for (Iterator<Map.Entry<String, JsonNode>> it = schema.at(STEPS).fields(); it.hasNext(); ) {
                steps.add(it.next().getKey());
            }
            return new Parsed(
                    JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(schema, AS_NEEDED),
                    Set.copyOf(List.copyOf(steps)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + RESOURCE, e);
        }
    }
}

package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.e2e.provider.GeminiErrors.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The fields and types of Gemini's request, as its proto to JSON mapping checks them.
 *
 * <p>Names may come in camel case or snake case; what comes out has camel case only. A type is written {@code
 * string}, {@code bool}, {@code int}, {@code float}, {@code bytes}, {@code struct}, {@code any}, {@code
 * enum:A|B}, the name of a message, any of these after {@code []} for a list or {@code {}} for a map.
 */
final class GeminiShape {
    private static final String TYPES = "enum:TYPE_UNSPECIFIED|STRING|NUMBER|INTEGER|BOOLEAN|ARRAY|OBJECT|NULL";
    private static final Map<String, Map<String, String>> MESSAGES = Map.ofEntries(
            message(
                    "Request",
                    "contents []Content, systemInstruction Content, tools []Tool, toolConfig ToolConfig, safetySettings"
                            + " []Safety, generationConfig Config, cachedContent string, model string, serviceTier"
                            + " string"),
            message("Content", "parts []Part, role string"),
            message(
                    "Part",
                    "text string, inlineData Blob, fileData File, functionCall Call, functionResponse Response,"
                            + " executableCode struct, codeExecutionResult struct, toolCall struct, toolResponse struct,"
                            + " thought bool, thoughtSignature bytes, videoMetadata struct, mediaResolution struct,"
                            + " partMetadata struct"),
            message("Blob", "mimeType string, data bytes"),
            message("File", "mimeType string, fileUri string"),
            message("Call", "id string, name string, args struct"),
            message(
                    "Response",
                    "id string, name string, response struct, parts []struct, willContinue bool, scheduling string"),
            message(
                    "Tool",
                    "functionDeclarations []Declaration, googleSearch struct, googleSearchRetrieval struct,"
                            + " codeExecution struct, urlContext struct, computerUse struct, fileSearch struct,"
                            + " googleMaps struct, mcpServers []struct"),
            message(
                    "Declaration",
                    "name string, description string, behavior string, parameters Schema, parametersJsonSchema any,"
                            + " response Schema, responseJsonSchema any"),
            message(
                    "Schema",
                    "type " + TYPES + ", format string, title string, description string, nullable bool, enum []string,"
                            + " items Schema, minItems int, maxItems int, properties {}Schema, required []string,"
                            + " minProperties int, maxProperties int, minLength int, maxLength int, pattern string,"
                            + " example any, anyOf []Schema, propertyOrdering []string, default any, minimum float,"
                            + " maximum float"),
            message(
                    "ToolConfig",
                    "functionCallingConfig Calling, retrievalConfig struct, includeServerSideToolInvocations bool"),
            message("Calling", "mode enum:MODE_UNSPECIFIED|AUTO|ANY|NONE|VALIDATED, allowedFunctionNames []string"),
            message("Safety", "category string, threshold string"),
            message(
                    "Config",
                    "stopSequences []string, responseMimeType string, responseSchema Schema, responseJsonSchema any,"
                            + " responseModalities []string, candidateCount int, maxOutputTokens int, temperature"
                            + " float, topP float, topK float, seed int, presencePenalty float, frequencyPenalty float,"
                            + " responseLogprobs bool, logprobs int, enableEnhancedCivicAnswers bool, speechConfig"
                            + " struct, thinkingConfig Thinking, imageConfig struct, mediaResolution string"),
            message(
                    "Thinking",
                    "includeThoughts bool, thinkingBudget int, thinkingLevel"
                            + " enum:THINKING_LEVEL_UNSPECIFIED|MINIMAL|LOW|MEDIUM|HIGH"));

    private final List<Violation> violations = new ArrayList<>();

    private GeminiShape() {}

    /** The request in camel case; throws {@link Refused} with all that is wrong with its shape. */
    static ObjectNode check(JsonNode body) {
        GeminiShape shape = new GeminiShape();
        ObjectNode request = shape.object(body, "Request", "");
        if (!shape.violations.isEmpty()) {
            throw GeminiErrors.violations(shape.violations);
        }
        return request;
    }

    private ObjectNode object(JsonNode node, String type, String at) {
        Map<String, String> fields = MESSAGES.getOrDefault(type, Map.of());
        ObjectNode clean = Json.object();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String name = camel(field.getKey());
            String fieldType = fields.get(name);
            if (fieldType == null) {
                unknown(field.getKey(), at);
            } else if (!field.getValue().isNull()) {
                String path = at.isEmpty() ? snake(name) : at + "." + snake(name);
                clean.set(name, value(field.getValue(), fieldType, path));
            }
        }
        return clean;
    }

    private JsonNode value(JsonNode node, String type, String at) {
        if (type.startsWith("[]")) {
            return list(node, type.substring(2), at);
        }
        if (type.startsWith("{}")) {
            return map(node, type.substring(2), at);
        }
        if (MESSAGES.containsKey(type)) {
            if (!node.isObject()) {
                violation(
                        at,
                        "Invalid value at '" + at + "' (type.googleapis.com/google.ai.generativelanguage.v1beta." + type
                                + "), " + node);
                return node;
            }
            return object(node, type, at);
        }
        if (!fits(node, type)) {
            violation(at, "Invalid value at '" + at + "' (" + proto(type) + "), " + node);
        } else if (type.startsWith("enum:")) {
            return Json.array().add(node.asText().toUpperCase(Locale.ROOT)).get(0);
        }
        return node;
    }

    private JsonNode list(JsonNode node, String type, String at) {
        if (!node.isArray()) {
            // The mapping takes a single value for a list of one message.
            return Json.array().add(value(node, type, at + "[0]"));
        }
        ArrayNode clean = Json.array();
        for (int i = 0; i < node.size(); i++) {
            clean.add(value(node.path(i), type, at + "[" + i + "]"));
        }
        return clean;
    }

    private JsonNode map(JsonNode node, String type, String at) {
        if (!node.isObject()) {
            violation(at, "Invalid value at '" + at + "' (Map), " + node);
            return node;
        }
        ObjectNode clean = Json.object();
        int index = 0;
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            clean.set(entry.getKey(), value(entry.getValue(), type, at + "[" + index++ + "].value"));
        }
        return clean;
    }

    private void unknown(String name, String at) {
        violation(
                at,
                "Invalid JSON payload received. Unknown name \"" + name + "\""
                        + (at.isEmpty() ? "" : " at '" + at + "'") + ": Cannot find field.");
    }

    private void violation(String at, String description) {
        violations.add(new Violation(at, description));
    }

    private static boolean fits(JsonNode node, String type) {
        if (type.startsWith("enum:")) {
            Set<String> values = Set.of(type.substring("enum:".length()).split("\\|", -1));
            return node.isTextual() && values.contains(node.asText().toUpperCase(Locale.ROOT));
        }
        return switch (type) {
            case "string" -> node.isTextual();
            case "bool" -> node.isBoolean();
            case "int" ->
                node.isIntegralNumber() || (node.isTextual() && node.asText().matches("-?\\d+"));
            case "float" -> node.isNumber();
            case "bytes" -> node.isTextual() && Base64Text.valid(node.asText());
            case "struct" -> node.isObject();
            default -> true;
        };
    }

    private static String proto(String type) {
        return switch (type) {
            case "int" -> "TYPE_INT32";
            case "struct" -> "type.googleapis.com/google.protobuf.Struct";
            default ->
                type.startsWith("enum:")
                        ? "type.googleapis.com/google.ai.generativelanguage.v1beta.Type"
                        : "TYPE_" + type.toUpperCase(Locale.ROOT);
        };
    }

    private static Map.Entry<String, Map<String, String>> message(String name, String fields) {
        Map<String, String> types = new HashMap<>();
        for (String field : fields.split(", ", -1)) {
            int space = field.indexOf(' ');
            types.put(field.substring(0, space), field.substring(space + 1));
        }
        return Map.entry(name, Map.copyOf(types));
    }

    private static String camel(String name) {
        StringBuilder camel = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            boolean hump = i > 0 && name.charAt(i) == '_' && i + 1 < name.length();
            camel.append(hump ? Character.toUpperCase(name.charAt(++i)) : name.charAt(i));
        }
        return camel.toString();
    }

    static String snake(String name) {
        StringBuilder snake = new StringBuilder(name.length() + 4);
        for (char c : name.toCharArray()) {
            if (Character.isUpperCase(c)) {
                snake.append('_');
            }
            snake.append(Character.toLowerCase(c));
        }
        return snake.toString();
    }
}

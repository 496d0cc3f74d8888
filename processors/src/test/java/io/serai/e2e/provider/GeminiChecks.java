package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What Gemini refuses in a request whose shape is right. */
final class GeminiChecks {
    private static final Pattern NAME = Pattern.compile("^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$");
    private static final List<String> DATA = List.of(
            "text",
            "inlineData",
            "fileData",
            "functionCall",
            "functionResponse",
            "executableCode",
            "codeExecutionResult",
            "toolCall",
            "toolResponse");

    private GeminiChecks() {}

    static void check(JsonNode request, String model) {
        contents(request, model);
        system(request);
        tools(request);
        config(request, model);
    }

    static boolean third(String model) {
        return model.startsWith("gemini-3");
    }

    private static void contents(JsonNode request, String model) {
        JsonNode contents = request.path("contents");
        if (contents.isEmpty()) {
            throw GeminiErrors.at("contents", "contents is not specified");
        }
        for (int i = 0; i < contents.size(); i++) {
            JsonNode content = contents.path(i);
            if (!Set.of("", "user", "model", "function")
                    .contains(content.path("role").asText())) {
                throw GeminiErrors.invalid("Please use a valid role: user, model.");
            }
            parts(content, "contents[" + i + "]");
        }
        if (contents.size() == 1 && contents.path(0).path("role").asText().equals("model")) {
            throw GeminiErrors.invalid(
                    "Please ensure that single turn requests end with a user role or the role field is empty.");
        }
        functionOrder(contents);
        if (third(model)) {
            signatures(contents);
        }
    }

    private static void system(JsonNode request) {
        JsonNode system = request.path("systemInstruction");
        if (system.isMissingNode()) {
            return;
        }
        parts(system, "system_instruction");
        for (JsonNode part : system.path("parts")) {
            if (!part.has("text")) {
                throw GeminiErrors.invalid("Developer instruction can only contain text parts.");
            }
        }
    }

    private static void parts(JsonNode content, String at) {
        JsonNode parts = content.path("parts");
        if (parts.isEmpty()) {
            throw GeminiErrors.at(at + ".parts", "contents.parts must not be empty.");
        }
        for (int i = 0; i < parts.size(); i++) {
            JsonNode part = parts.path(i);
            String in = at + ".parts[" + i + "]";
            List<String> set = DATA.stream().filter(part::has).toList();
            if (set.isEmpty()) {
                throw GeminiErrors.at(in + ".data", "required oneof field 'data' must have one initialized field");
            }
            if (set.size() > 1) {
                throw GeminiErrors.violations(List.of(new GeminiErrors.Violation(
                        in,
                        "Invalid value at '" + in + "' (oneof), oneof field 'data' is already set. Cannot set '"
                                + set.get(1) + "'")));
            }
            part(part, in);
        }
    }

    private static void part(JsonNode part, String in) {
        if (part.has("inlineData")) {
            if (part.path("inlineData").path("mimeType").asText().isEmpty()) {
                throw GeminiErrors.invalid("Unsupported MIME type: ");
            }
            if (!part.path("inlineData").has("data")) {
                throw GeminiErrors.at(in + ".inline_data.data", "must not be empty");
            }
        }
        for (String function : List.of("functionCall", "functionResponse")) {
            if (part.has(function) && part.path(function).path("name").asText().isEmpty()) {
                throw GeminiErrors.at(in + "." + GeminiShape.snake(function) + ".name", "Name cannot be empty.");
            }
        }
        if (part.has("functionResponse") && !part.path("functionResponse").has("response")) {
            throw GeminiErrors.at(in + ".function_response.response", "must be set");
        }
    }

    /** A turn of calls comes after the user, and is answered at once by as many responses. */
    private static void functionOrder(JsonNode contents) {
        int open = 0;
        for (int i = 0; i < contents.size(); i++) {
            int calls = contents.path(i).findValues("functionCall").size();
            int responses = contents.path(i).findValues("functionResponse").size();
            if (responses > 0 && open == 0) {
                throw GeminiErrors.invalid(
                        "Please ensure that function response turn comes immediately after a function call turn.");
            }
            if (open != responses) {
                throw GeminiErrors.invalid("Please ensure that the number of function response parts is equal to the"
                        + " number of function call parts of the function call turn.");
            }
            boolean first = i == 0 || contents.path(i - 1).path("role").asText().equals("model");
            if (calls > 0 && (first || !contents.path(i).path("role").asText().equals("model"))) {
                throw GeminiErrors.invalid("Please ensure that function call turn comes immediately after a user turn"
                        + " or after a function response turn.");
            }
            open = calls;
        }
    }

    /** Gemini 3 wants back the signature of the first call of each step since the user last spoke. */
    private static void signatures(JsonNode contents) {
        int spoken = 0;
        for (int i = 0; i < contents.size(); i++) {
            boolean user = !contents.path(i).path("role").asText().equals("model");
            if (user && !contents.path(i).findValues("text").isEmpty()) {
                spoken = i;
            }
        }
        for (int i = spoken + 1; i < contents.size(); i++) {
            for (JsonNode part : contents.path(i).path("parts")) {
                if (part.has("functionCall")) {
                    if (!part.has("thoughtSignature")) {
                        throw GeminiErrors.invalid("Function call is missing a thought_signature in functionCall parts."
                                + " This is required for tools to work correctly, and missing thought_signature may"
                                + " lead to degraded model performance. Additional data, function call `default_api:"
                                + part.path("functionCall").path("name").asText() + "` , position " + (i + 1)
                                + ". Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more"
                                + " details.");
                    }
                    break;
                }
            }
        }
    }

    private static void tools(JsonNode request) {
        Set<String> names = new HashSet<>();
        for (int t = 0; t < request.path("tools").size(); t++) {
            JsonNode declarations = request.path("tools").path(t).path("functionDeclarations");
            for (int d = 0; d < declarations.size(); d++) {
                declaration(declarations.path(d), "tools[" + t + "].function_declarations[" + d + "]", names);
            }
        }
        JsonNode calling = request.path("toolConfig").path("functionCallingConfig");
        JsonNode allowed = calling.path("allowedFunctionNames");
        if (!allowed.isEmpty()
                && !Set.of("ANY", "VALIDATED").contains(calling.path("mode").asText())) {
            throw GeminiErrors.invalid(
                    "Allowed function names should only be set when function calling mode is ANY or VALIDATED.");
        }
        for (JsonNode name : allowed) {
            if (!names.contains(name.asText())) {
                throw GeminiErrors.at(
                        "tool_config.function_calling_config.allowed_function_names",
                        "`allowed_function_names` should be a subset of the declared functions, got " + name.asText());
            }
        }
        if (calling.path("mode").asText().equals("ANY") && names.isEmpty()) {
            throw GeminiErrors.invalid("Function calling config is set without function_declarations.");
        }
    }

    private static void declaration(JsonNode declaration, String at, Set<String> names) {
        String name = declaration.path("name").asText();
        if (!NAME.matcher(name).matches()) {
            throw GeminiErrors.at(
                    at + ".name",
                    "Invalid function name. Must start with a letter or an underscore. Must be alphanumeric (a-z, A-Z,"
                            + " 0-9), underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of"
                            + " 64.");
        }
        if (!names.add(name)) {
            throw GeminiErrors.invalid("Duplicate function declaration found: " + name);
        }
        if (declaration.has("parameters") && declaration.has("parametersJsonSchema")) {
            throw GeminiErrors.at(at, "only one of parameters and parameters_json_schema may be set");
        }
        if (declaration.has("parameters")) {
            JsonNode parameters = declaration.path("parameters");
            if (!parameters.path("type").asText().equals("OBJECT")) {
                throw GeminiErrors.at(at + ".parameters.type", "should be OBJECT");
            }
            schema(parameters, at + ".parameters");
        }
    }

    private static void schema(JsonNode schema, String at) {
        String type = schema.path("type").asText();
        if (type.isEmpty() && !schema.has("anyOf")) {
            throw GeminiErrors.at(at + ".type", "must be specified");
        }
        if (type.equals("OBJECT") && schema.path("properties").isEmpty()) {
            throw GeminiErrors.at(at + ".properties", "should be non-empty for OBJECT type");
        }
        if (type.equals("ARRAY") && !schema.has("items")) {
            throw GeminiErrors.at(at + ".items", "missing field.");
        }
        if (schema.has("enum") && !type.equals("STRING")) {
            throw GeminiErrors.at(at + ".enum", "only allowed for STRING type");
        }
        for (JsonNode value : schema.path("enum")) {
            if (value.asText().isEmpty()) {
                throw GeminiErrors.at(at + ".enum", "cannot be empty");
            }
        }
        for (int i = 0; i < schema.path("required").size(); i++) {
            if (!schema.path("properties").has(schema.path("required").path(i).asText())) {
                throw GeminiErrors.at(at + ".required[" + i + "]", "property is not defined");
            }
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            schema(property.getValue(), at + ".properties[" + property.getKey() + "]");
        }
        if (schema.has("items")) {
            schema(schema.path("items"), at + ".items");
        }
        for (int i = 0; i < schema.path("anyOf").size(); i++) {
            schema(schema.path("anyOf").path(i), at + ".any_of[" + i + "]");
        }
    }

    private static void config(JsonNode request, String model) {
        JsonNode config = request.path("generationConfig");
        range(config, "temperature", 0, 2);
        range(config, "topP", 0, 1);
        range(config, "candidateCount", 1, 8);
        range(config, "maxOutputTokens", 1, 65_537);
        if (config.path("stopSequences").size() > 5) {
            throw GeminiErrors.at("generation_config.stop_sequences", "at most 5 stop sequences are allowed");
        }
        String mime = config.path("responseMimeType").asText("text/plain");
        if (!Set.of("text/plain", "application/json", "text/x.enum").contains(mime)) {
            throw GeminiErrors.at(
                    "generation_config.response_mime_type",
                    "allowed mimetypes are `text/plain`, `application/json`, `application/xml`, `application/yaml` and"
                            + " `text/x.enum`.");
        }
        boolean schema = config.has("responseSchema");
        if (schema && config.has("responseJsonSchema")) {
            throw GeminiErrors.at(
                    "generation_config", "only one of response_schema and response_json_schema may be set");
        }
        if ((schema || config.has("responseJsonSchema")) && mime.equals("text/plain")) {
            throw GeminiErrors.at(
                    "generation_config.response_schema",
                    "only allowed when response_mime_type is application/json or text/x.enum");
        }
        if (schema) {
            schema(config.path("responseSchema"), "generation_config.response_schema");
        }
        boolean functions =
                !request.path("tools").findValues("functionDeclarations").isEmpty();
        if (functions && mime.equals("application/json") && !third(model)) {
            throw GeminiErrors.invalid("Function calling with a response mime type: 'application/json' is unsupported");
        }
        thinking(config.path("thinkingConfig"), model);
    }

    private static void thinking(JsonNode thinking, String model) {
        if (thinking.has("thinkingLevel") && thinking.has("thinkingBudget")) {
            throw GeminiErrors.invalid("You can only set only one of thinking budget and thinking level.");
        }
        if (thinking.has("thinkingLevel") && !third(model)) {
            throw GeminiErrors.invalid("Thinking level is not supported for this model.");
        }
        if (!thinking.has("thinkingBudget")) {
            return;
        }
        int budget = thinking.path("thinkingBudget").asInt();
        boolean pro = model.contains("pro");
        int most = pro ? 32_768 : 24_576;
        if (budget == 0 && pro) {
            throw GeminiErrors.invalid("Budget 0 is invalid. This model only works in thinking mode.");
        }
        if (budget < -1 || budget > most) {
            throw GeminiErrors.invalid("The thinking budget " + budget + " is invalid. Please choose a value between "
                    + (pro ? 128 : 0) + " and " + most + ".");
        }
    }

    private static void range(JsonNode config, String field, int least, int most) {
        double value = config.path(field).asDouble();
        if (config.has(field) && (value < least || value > most)) {
            String name = GeminiShape.snake(field);
            throw GeminiErrors.at(
                    "generation_config." + name, name + " must be in the range [" + least + ", " + most + "].");
        }
    }
}

package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.e2e.provider.Ask.Choice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gemini's generateContent API on the loopback address. */
public final class GeminiStandIn extends StandIn {
    private static final Map<String, String> MODELS = Map.of(
            "gemini-2.5-flash", "gemini-2.5-flash",
            "gemini-2.5-flash-lite", "gemini-2.5-flash-lite",
            "gemini-2.5-pro", "gemini-2.5-pro",
            "gemini-3-pro-preview", "gemini-3-pro-preview",
            "gemini-3-flash-preview", "gemini-3-flash-preview");
    private static final Pattern PATH =
            Pattern.compile("^/v1beta/models/([^/:]+):(generateContent|streamGenerateContent)$");
    private static final int THOUGHT_TOKENS = 24;

    private GeminiStandIn(String key, int port) {
        super(key, port, MODELS);
    }

    /** Starts one on a free port, with a key of its own. */
    public static GeminiStandIn start() {
        return start("AIzaSyStandIn0123456789abcdef0123456789", 0);
    }

    /** Starts one that accepts this key; port 0 takes a free one. */
    public static GeminiStandIn start(String key, int port) {
        return new GeminiStandIn(key, port);
    }

    /** Without {@code /v1beta}, as the SDK's base URL has it. */
    @Override
    public String baseUrl() {
        return "http://127.0.0.1:" + port();
    }

    @Override
    @Nullable
    JsonNode resource(Received request) {
        boolean answer = PATH.matcher(request.path()).matches();
        boolean list = request.path().equals("/v1beta/models");
        if ((!answer && !list) || !request.method().equals(answer ? "POST" : "GET")) {
            throw new Refused(
                    404,
                    "no such path: " + request.method() + " " + request.path(),
                    Map.of("content-type", "text/html; charset=UTF-8"),
                    "<!DOCTYPE html>\n<html lang=en>\n<title>Error 404 (Not Found)!!1</title>\n<p><b>404.</b>"
                            + " <ins>That’s an error.</ins>\n");
        }
        authenticate(request);
        return list ? models() : null;
    }

    @Override
    Ask ask(Received request) {
        Matcher path = PATH.matcher(request.path());
        if (!path.matches()) {
            throw new IllegalStateException("the path was checked before");
        }
        String model = path.group(1);
        String method = path.group(2);
        if (!request.json().isObject()) {
            throw GeminiErrors.invalid(
                    request.malformed()
                            ? "Invalid JSON payload received. Unexpected token."
                            : "Invalid JSON payload received. Expected an object.");
        }
        ObjectNode body = GeminiShape.check(request.json());
        if (fullName(model) == null) {
            throw GeminiErrors.error(
                    404,
                    "models/" + model + " is not found for API version v1beta, or is not supported for " + method
                            + ". Call ListModels to see the list of available models and their supported methods.");
        }
        GeminiChecks.check(body, model);
        // Whether the stream is one of events is not in the body; the reply needs to know.
        body.put("sse", "sse".equals(request.query().get("alt")));
        return ask(body, model, method.startsWith("stream"));
    }

    private static Ask ask(ObjectNode body, String model, boolean stream) {
        JsonNode config = body.path("generationConfig");
        JsonNode contents = body.path("contents");
        JsonNode calling = body.path("toolConfig").path("functionCallingConfig");
        JsonNode allowed = calling.path("allowedFunctionNames");
        boolean json = config.path("responseMimeType").asText().equals("application/json");
        JsonNode schema =
                config.has("responseJsonSchema") ? config.path("responseJsonSchema") : config.path("responseSchema");
        return new Ask(
                model,
                stream,
                lastUserText(contents),
                !contents.path(contents.size() - 1)
                        .findValues("functionResponse")
                        .isEmpty(),
                tools(body),
                choice(calling.path("mode").asText("AUTO")),
                allowed.size() == 1 ? allowed.path(0).asText() : null,
                true,
                json && !schema.isMissingNode() ? schema : null,
                json,
                config.path("maxOutputTokens").asInt(Integer.MAX_VALUE),
                stops(config),
                config.path("candidateCount").asInt(1),
                prompt(body, model),
                body);
    }

    @Override
    Script script(Ask ask, Turn turn, Delivery delivery, long number) {
        String fullName = fullName(ask.model());
        GeminiReply reply = new GeminiReply(ask, turn, fullName == null ? ask.model() : fullName, number);
        if (!ask.stream()) {
            return reply.whole();
        }
        return ask.body().path("sse").asBoolean() ? reply.events() : reply.array();
    }

    @Override
    Refused error(int status, @Nullable String message, @Nullable Duration retryAfter) {
        return GeminiErrors.status(status, message, retryAfter);
    }

    @Override
    Refused error(Behaviour.Trouble trouble) {
        return switch (trouble) {
            case CONTEXT_TOO_LONG ->
                GeminiErrors.error(
                        400, "The input token count (1213456) exceeds the maximum number of tokens allowed (1048576).");
            case CONTENT_FILTER ->
                GeminiErrors.error(400, "The prompt was blocked: it violates the prohibited use policy.");
            case QUOTA -> GeminiErrors.error(403, "Your project has been denied access: billing is disabled for it.");
            case NO_PREFILL -> GeminiErrors.error(400, "Please ensure that the last turn is of the user.");
        };
    }

    @Override
    public int eventsBeforeWords() {
        return 0;
    }

    @Override
    byte[] errorEvent(String message) {
        return Frames.event(null, GeminiErrors.body(503, message).toString());
    }

    @Override
    JsonNode usage(Counts counts) {
        return GeminiReply.usage(counts);
    }

    @Override
    Map<String, String> headers(long number) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("server", "scaffolding on HTTPServer2");
        headers.put("server-timing", "gfet4t7; dur=12");
        headers.put("vary", "Origin");
        return headers;
    }

    private void authenticate(Received request) {
        String header = request.header("x-goog-api-key");
        String given = header == null ? request.query().get("key") : header;
        if (given == null) {
            throw GeminiErrors.error(
                    403,
                    "Method doesn't allow unregistered callers (callers without established identity). Please use API"
                            + " Key or other form of API consumer identity to call this API.");
        }
        if (!given.equals(key())) {
            throw GeminiErrors.badKey();
        }
    }

    private ObjectNode models() {
        ObjectNode list = Json.object();
        ArrayNode models = list.putArray("models");
        for (String name : knownModels()) {
            models.addObject()
                    .put("name", "models/" + name)
                    .put("version", "001")
                    .put("displayName", name)
                    .putArray("supportedGenerationMethods")
                    .add("generateContent");
        }
        return list;
    }

    private static String lastUserText(JsonNode contents) {
        String last = "";
        for (JsonNode content : contents) {
            List<String> texts = new ArrayList<>();
            content.path("parts").forEach(part -> {
                if (part.has("text")) {
                    texts.add(part.path("text").asText());
                }
            });
            if (!content.path("role").asText().equals("model") && !texts.isEmpty()) {
                last = String.join(" ", texts);
            }
        }
        return last;
    }

    private static List<Ask.Tool> tools(JsonNode body) {
        List<Ask.Tool> tools = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            for (JsonNode declaration : tool.path("functionDeclarations")) {
                JsonNode schema = declaration.has("parametersJsonSchema")
                        ? declaration.path("parametersJsonSchema")
                        : declaration.path("parameters");
                tools.add(new Ask.Tool(declaration.path("name").asText(), schema));
            }
        }
        return tools;
    }

    private static Choice choice(String mode) {
        return switch (mode) {
            case "NONE" -> Choice.NONE;
            case "ANY" -> Choice.REQUIRED;
            default -> Choice.AUTO;
        };
    }

    private static List<String> stops(JsonNode config) {
        List<String> stops = new ArrayList<>();
        config.path("stopSequences").forEach(stop -> stops.add(stop.asText()));
        return stops;
    }

    private static Counts prompt(JsonNode body, String model) {
        long tokens = Words.in(body.path("tools").toString());
        for (JsonNode part : body.path("systemInstruction").path("parts")) {
            tokens += Words.in(part.path("text").asText());
        }
        for (JsonNode content : body.path("contents")) {
            tokens += 4;
            for (JsonNode part : content.path("parts")) {
                boolean media = part.has("inlineData") || part.has("fileData");
                boolean call = part.has("functionCall") || part.has("functionResponse");
                tokens += media
                        ? Words.IMAGE
                        : Words.in(call ? part.toString() : part.path("text").asText());
            }
        }
        JsonNode thinking = body.path("generationConfig").path("thinkingConfig");
        boolean silent =
                model.contains("lite") || thinking.path("thinkingBudget").asInt(-1) == 0;
        return Counts.of(tokens, 0).withReasoning(silent ? 0 : THOUGHT_TOKENS);
    }
}

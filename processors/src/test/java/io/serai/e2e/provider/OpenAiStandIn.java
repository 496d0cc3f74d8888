package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.e2e.provider.Ask.Choice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI's chat completions API on the loopback address. */
public final class OpenAiStandIn extends StandIn {
    private static final Map<String, String> MODELS = Map.ofEntries(
            Map.entry("gpt-4o", "gpt-4o-2024-08-06"),
            Map.entry("gpt-4o-mini", "gpt-4o-mini-2024-07-18"),
            Map.entry("gpt-4.1", "gpt-4.1-2025-04-14"),
            Map.entry("gpt-4.1-mini", "gpt-4.1-mini-2025-04-14"),
            Map.entry("gpt-4.1-nano", "gpt-4.1-nano-2025-04-14"),
            Map.entry("o3", "o3-2025-04-16"),
            Map.entry("o4-mini", "o4-mini-2025-04-16"),
            Map.entry("gpt-5", "gpt-5-2025-08-07"),
            Map.entry("gpt-5-mini", "gpt-5-mini-2025-08-07"),
            Map.entry("gpt-5-nano", "gpt-5-nano-2025-08-07"),
            Map.entry("gpt-5.1", "gpt-5.1-2025-11-13"),
            Map.entry("gpt-5.2", "gpt-5.2-2025-12-11"),
            Map.entry("gpt-5.4-mini", "gpt-5.4-mini-2026-03-17"),
            Map.entry("gpt-5.4-nano", "gpt-5.4-nano-2026-03-17"),
            Map.entry("gpt-5.5", "gpt-5.5-2026-04-23"));
    /** From so many prompt tokens on a prompt with a cache key reads all full blocks from the cache. */
    private static final int CACHE_MINIMUM = 1024;

    private static final int CACHE_BLOCK = 128;

    private OpenAiStandIn(String key, int port) {
        super(key, port, MODELS);
    }

    /** Starts one on a free port, with a key of its own. */
    public static OpenAiStandIn start() {
        return start("sk-proj-standin-openai-0123456789abcdef", 0);
    }

    /** Starts one that accepts this key; port 0 takes a free one. */
    public static OpenAiStandIn start(String key, int port) {
        return new OpenAiStandIn(key, port);
    }

    /** With {@code /v1}, as {@code OPENAI_BASE_URL} has it. */
    @Override
    public String baseUrl() {
        return "http://127.0.0.1:" + port() + "/v1";
    }

    @Override
    @Nullable
    JsonNode resource(Received request) {
        authenticate(request);
        if (request.path().equals("/v1/chat/completions") && request.method().equals("POST")) {
            return null;
        }
        if (request.path().equals("/v1/chat/completions") || request.path().equals("/v1/models")) {
            if (!request.method().equals("GET") || request.path().endsWith("completions")) {
                throw OpenAiErrors.error(
                        405,
                        "Not allowed to " + request.method() + " on " + request.path()
                                + ". (HINT: Perhaps you meant to use a different HTTP method?)",
                        "invalid_request_error",
                        null,
                        "method_not_supported");
            }
            ObjectNode list = Json.object().put("object", "list");
            ArrayNode data = list.putArray("data");
            knownModels()
                    .forEach(name -> data.addObject()
                            .put("id", name)
                            .put("object", "model")
                            .put("created", 1_715_367_049)
                            .put("owned_by", "system"));
            return list;
        }
        throw OpenAiErrors.error(
                404,
                "Invalid URL (" + request.method() + " " + request.path() + ")",
                "invalid_request_error",
                null,
                null);
    }

    @Override
    Ask ask(Received request) {
        JsonNode body = body(request);
        String model = body.path("model").asText();
        OpenAiMessages.check(body);
        OpenAiChecks.check(body, model);
        JsonNode format = body.path("response_format");
        JsonNode messages = body.path("messages");
        JsonNode lastMessage = messages.path(messages.size() - 1);
        return new Ask(
                model,
                body.path("stream").asBoolean(),
                lastUserText(messages),
                lastMessage.path("role").asText().equals("tool"),
                tools(body),
                choice(body),
                body.path("tool_choice").path("function").path("name").asText(null),
                body.path("parallel_tool_calls").asBoolean(true),
                format.path("type").asText().equals("json_schema")
                        ? format.path("json_schema").path("schema")
                        : null,
                format.path("type").asText().equals("json_object"),
                body.path("max_completion_tokens").asInt(body.path("max_tokens").asInt(Integer.MAX_VALUE)),
                stops(body.path("stop")),
                body.path("n").asInt(1),
                prompt(body, model),
                body);
    }

    @Override
    Script script(Ask ask, Turn turn, Delivery delivery, long number) {
        String fullName = fullName(ask.model());
        OpenAiReply reply = new OpenAiReply(
                ask,
                turn,
                fullName == null ? ask.model() : fullName,
                number,
                Instant.now().getEpochSecond());
        return ask.stream() ? reply.stream(delivery) : reply.whole();
    }

    @Override
    Refused error(int status, @Nullable String message, @Nullable Duration retryAfter) {
        return OpenAiErrors.status(status, message, retryAfter);
    }

    @Override
    Refused error(Behaviour.Trouble trouble) {
        return switch (trouble) {
            case CONTEXT_TOO_LONG ->
                OpenAiErrors.invalid(
                        "This model's maximum context length is 128000 tokens. However, your messages resulted in 130512"
                                + " tokens. Please reduce the length of the messages.",
                        "messages",
                        "context_length_exceeded");
            case CONTENT_FILTER ->
                OpenAiErrors.invalid(
                        "Invalid prompt: your prompt was flagged as potentially violating our usage policy.",
                        null,
                        "invalid_prompt");
            case QUOTA ->
                OpenAiErrors.error(
                        429,
                        "You exceeded your current quota, please check your plan and billing details.",
                        "insufficient_quota",
                        null,
                        "insufficient_quota");
            case NO_PREFILL ->
                OpenAiErrors.invalid(
                        "The last message must not have the role 'assistant'.", "messages", "invalid_value");
        };
    }

    @Override
    public int eventsBeforeWords() {
        return 1;
    }

    @Override
    byte[] errorEvent(String message) {
        return Frames.event(
                null, OpenAiErrors.body(message, "server_error", null, null).toString());
    }

    @Override
    JsonNode usage(Counts counts) {
        return OpenAiReply.usage(counts);
    }

    @Override
    Map<String, String> headers(long number) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-request-id", Ids.hex("req_", 32, number));
        headers.put("openai-organization", "stand-in");
        headers.put("openai-processing-ms", "12");
        headers.put("openai-version", "2020-10-01");
        headers.put("x-ratelimit-limit-requests", "10000");
        headers.put("x-ratelimit-limit-tokens", "2000000");
        headers.put("x-ratelimit-remaining-requests", "9999");
        headers.put("x-ratelimit-remaining-tokens", "1999000");
        headers.put("x-ratelimit-reset-requests", "6ms");
        headers.put("x-ratelimit-reset-tokens", "30ms");
        return headers;
    }

    private void authenticate(Received request) {
        String authorization = request.header("authorization");
        if (authorization == null || !authorization.startsWith("Bearer ")) {
            throw OpenAiErrors.error(
                    401,
                    "You didn't provide an API key. You need to provide your API key in an Authorization header using"
                            + " Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
                    "invalid_request_error",
                    null,
                    null);
        }
        String given = authorization.substring("Bearer ".length());
        if (!given.equals(key())) {
            String shown =
                    given.length() < 12 ? "***" : given.substring(0, 7) + "***" + given.substring(given.length() - 4);
            throw OpenAiErrors.error(
                    401,
                    "Incorrect API key provided: " + shown
                            + ". You can find your API key at https://platform.openai.com/account/api-keys.",
                    "invalid_request_error",
                    null,
                    "invalid_api_key");
        }
    }

    private JsonNode body(Received request) {
        String type = request.header("content-type");
        if (type == null || !type.startsWith("application/json")) {
            throw OpenAiErrors.invalid(
                    "Unsupported content type: '" + type
                            + "'. This API method only accepts 'application/json' requests.",
                    null,
                    "unsupported_content_type");
        }
        JsonNode body = request.json();
        if (!body.isObject()) {
            throw OpenAiErrors.invalid(
                    "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your"
                            + " HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was"
                            + " not valid JSON.)",
                    null,
                    null);
        }
        if (!body.path("model").isTextual()) {
            throw OpenAiErrors.invalid("you must provide a model parameter", null, null);
        }
        String model = body.path("model").asText();
        if (fullName(model) == null) {
            throw OpenAiErrors.error(
                    404,
                    "The model `" + model + "` does not exist or you do not have access to it.",
                    "invalid_request_error",
                    null,
                    "model_not_found");
        }
        return body;
    }

    private static String lastUserText(JsonNode messages) {
        String text = "";
        for (JsonNode message : messages) {
            if (message.path("role").asText().equals("user")) {
                text = text(message.path("content"));
            }
        }
        return text;
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.asText();
        }
        List<String> texts = new ArrayList<>();
        content.forEach(part -> {
            if (part.path("text").isTextual()) {
                texts.add(part.path("text").asText());
            }
        });
        return String.join(" ", texts);
    }

    private static List<Ask.Tool> tools(JsonNode body) {
        List<Ask.Tool> tools = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            JsonNode function = tool.path("function");
            if (function.isObject()) {
                tools.add(new Ask.Tool(function.path("name").asText(), function.path("parameters")));
            }
        }
        return tools;
    }

    private static Choice choice(JsonNode body) {
        JsonNode choice = body.path("tool_choice");
        if (!body.path("tools").isArray() || choice.asText().equals("none")) {
            return Choice.NONE;
        }
        return choice.isObject() || choice.asText().equals("required") ? Choice.REQUIRED : Choice.AUTO;
    }

    private static List<String> stops(JsonNode stop) {
        List<String> stops = new ArrayList<>();
        if (stop.isTextual()) {
            stops.add(stop.asText());
        }
        stop.forEach(each -> stops.add(each.asText()));
        return stops;
    }

    private static Counts prompt(JsonNode body, String model) {
        long tokens = Words.in(body.path("tools").toString());
        for (JsonNode message : body.path("messages")) {
            tokens += 4
                    + Words.in(text(message.path("content")))
                    + Words.in(message.path("tool_calls").toString());
            for (JsonNode part : message.path("content")) {
                tokens += part.path("type").asText().equals("image_url") ? Words.IMAGE : 0;
            }
        }
        boolean caches = tokens >= CACHE_MINIMUM && Json.given(body, "prompt_cache_key");
        long cached = caches ? tokens / CACHE_BLOCK * CACHE_BLOCK : 0;
        Counts prompt = Counts.of(tokens - cached, 0).withCache(cached, 0, 0);
        return OpenAiChecks.reasons(model) ? prompt.withReasoning(effort(body)) : prompt;
    }

    private static int effort(JsonNode body) {
        return switch (body.path("reasoning_effort").asText("medium")) {
            case "none" -> 0;
            case "minimal" -> 16;
            case "low" -> 32;
            case "high" -> 128;
            case "xhigh", "max" -> 256;
            default -> 64;
        };
    }
}

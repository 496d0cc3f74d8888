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
import org.jspecify.annotations.Nullable;

/** Anthropic's messages API on the loopback address. */
public final class AnthropicStandIn extends StandIn {
    private static final Map<String, String> MODELS = Map.ofEntries(
            Map.entry("claude-sonnet-4-5", "claude-sonnet-4-5-20250929"),
            Map.entry("claude-sonnet-4-5-20250929", "claude-sonnet-4-5-20250929"),
            Map.entry("claude-haiku-4-5", "claude-haiku-4-5-20251001"),
            Map.entry("claude-haiku-4-5-20251001", "claude-haiku-4-5-20251001"),
            Map.entry("claude-opus-4-1", "claude-opus-4-1-20250805"),
            Map.entry("claude-opus-4-5", "claude-opus-4-5-20251101"),
            Map.entry("claude-opus-4-6", "claude-opus-4-6"),
            Map.entry("claude-sonnet-4-6", "claude-sonnet-4-6"),
            Map.entry("claude-opus-4-7", "claude-opus-4-7"),
            Map.entry("claude-opus-4-8", "claude-opus-4-8"),
            Map.entry("claude-sonnet-5", "claude-sonnet-5"),
            Map.entry("claude-opus-5", "claude-opus-5"));
    private static final int THOUGHT_TOKENS = 48;

    private AnthropicStandIn(String key, int port) {
        super(key, port, MODELS);
    }

    /** Starts one on a free port, with a key of its own. */
    public static AnthropicStandIn start() {
        return start("sk-ant-api03-standin-0123456789abcdef", 0);
    }

    /** Starts one that accepts this key; port 0 takes a free one. */
    public static AnthropicStandIn start(String key, int port) {
        return new AnthropicStandIn(key, port);
    }

    /** Without {@code /v1}, as {@code ANTHROPIC_BASE_URL} has it. */
    @Override
    public String baseUrl() {
        return "http://127.0.0.1:" + port();
    }

    @Override
    @Nullable
    JsonNode resource(Received request) {
        authenticate(request);
        if (request.path().equals("/v1/messages")) {
            if (!request.method().equals("POST")) {
                throw AnthropicErrors.error(405, "invalid_request_error", "Method Not Allowed");
            }
            return null;
        }
        if (request.path().equals("/v1/models") && request.method().equals("GET")) {
            ObjectNode list = Json.object();
            ArrayNode data = list.putArray("data");
            knownModels()
                    .forEach(name -> data.addObject()
                            .put("type", "model")
                            .put("id", name)
                            .put("display_name", name)
                            .put("created_at", "2025-09-29T00:00:00Z"));
            return list.put("has_more", false);
        }
        throw AnthropicErrors.error(404, "not_found_error", "Not Found");
    }

    @Override
    Ask ask(Received request) {
        JsonNode body = body(request);
        String model = body.path("model").asText();
        AnthropicMessages.check(body, model);
        AnthropicChecks.check(body, model);
        JsonNode messages = body.path("messages");
        JsonNode choice = body.path("tool_choice");
        JsonNode format = body.path("output_config").path("format");
        return new Ask(
                model,
                body.path("stream").asBoolean(),
                lastUserText(messages),
                !messages.path(messages.size() - 1)
                        .path("content")
                        .findValues("tool_use_id")
                        .isEmpty(),
                tools(body),
                choice(body),
                choice.path("type").asText().equals("tool")
                        ? choice.path("name").asText()
                        : null,
                !choice.path("disable_parallel_tool_use").asBoolean(),
                format.isObject() ? format.path("schema") : null,
                false,
                body.path("max_tokens").asInt(),
                stops(body),
                1,
                prompt(body),
                body);
    }

    @Override
    Script script(Ask ask, Turn turn, Delivery delivery, long number) {
        String fullName = fullName(ask.model());
        AnthropicReply reply = new AnthropicReply(ask, turn, fullName == null ? ask.model() : fullName, number);
        return ask.stream() ? reply.stream() : reply.whole();
    }

    @Override
    Refused error(int status, @Nullable String message, @Nullable Duration retryAfter) {
        return AnthropicErrors.status(status, message, retryAfter);
    }

    @Override
    Refused error(Behaviour.Trouble trouble) {
        return switch (trouble) {
            case CONTEXT_TOO_LONG -> AnthropicErrors.invalid("prompt is too long: 215000 tokens > 200000 maximum");
            case CONTENT_FILTER -> AnthropicErrors.invalid("Output blocked by content filtering policy");
            case QUOTA ->
                AnthropicErrors.invalid("Your credit balance is too low to access the Anthropic API. Please go to Plans"
                        + " & Billing to upgrade or purchase credits.");
            case NO_PREFILL ->
                AnthropicErrors.invalid("This model does not support assistant message prefill. The conversation must"
                        + " end with a user message.");
        };
    }

    @Override
    public int eventsBeforeWords() {
        return 3;
    }

    @Override
    byte[] errorEvent(String message) {
        return Frames.event("error", AnthropicErrors.body("overloaded_error", message));
    }

    @Override
    JsonNode usage(Counts counts) {
        return AnthropicReply.usage(counts);
    }

    @Override
    Map<String, String> headers(long number) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("request-id", Ids.of("req_01", 22, number));
        headers.put("anthropic-organization-id", "5f1c0de0-0000-4000-8000-000000000000");
        headers.put("anthropic-ratelimit-requests-limit", "4000");
        headers.put("anthropic-ratelimit-requests-remaining", "3999");
        headers.put("anthropic-ratelimit-requests-reset", "2030-01-01T00:00:00Z");
        return headers;
    }

    private void authenticate(Received request) {
        String given = request.header("x-api-key");
        if (given == null) {
            throw AnthropicErrors.error(401, "authentication_error", "x-api-key header is required");
        }
        if (!given.equals(key())) {
            throw AnthropicErrors.error(401, "authentication_error", "invalid x-api-key");
        }
        String version = request.header("anthropic-version");
        if (version == null) {
            throw AnthropicErrors.invalid("anthropic-version: header is required");
        }
        if (!version.equals("2023-06-01") && !version.equals("2023-01-01")) {
            throw AnthropicErrors.invalid("anthropic-version: \"" + version + "\" is not a valid version");
        }
    }

    private JsonNode body(Received request) {
        String type = request.header("content-type");
        if (type == null || !type.startsWith("application/json")) {
            throw AnthropicErrors.invalid("content-type: must be application/json");
        }
        JsonNode body = request.json();
        if (!body.isObject()) {
            throw AnthropicErrors.invalid(
                    request.malformed()
                            ? "The request body is not valid JSON: unexpected character"
                            : "Input should be a valid dictionary");
        }
        if (!body.path("model").isTextual()) {
            throw AnthropicErrors.required("model");
        }
        if (fullName(body.path("model").asText()) == null) {
            throw AnthropicErrors.error(
                    404, "not_found_error", "model: " + body.path("model").asText());
        }
        return body;
    }

    private static String lastUserText(JsonNode messages) {
        String last = "";
        for (JsonNode message : messages) {
            String text = text(message.path("content"));
            if (message.path("role").asText().equals("user") && !text.isEmpty()) {
                last = text;
            }
        }
        return last;
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.asText();
        }
        List<String> texts = new ArrayList<>();
        content.forEach(block -> {
            if (block.path("text").isTextual()) {
                texts.add(block.path("text").asText());
            }
        });
        return String.join(" ", texts);
    }

    private static List<Ask.Tool> tools(JsonNode body) {
        List<Ask.Tool> tools = new ArrayList<>();
        body.path("tools")
                .forEach(tool -> tools.add(new Ask.Tool(tool.path("name").asText(), tool.path("input_schema"))));
        return tools;
    }

    private static Choice choice(JsonNode body) {
        return switch (body.path("tool_choice").path("type").asText("auto")) {
            case "none" -> Choice.NONE;
            case "any", "tool" -> Choice.REQUIRED;
            default -> Choice.AUTO;
        };
    }

    private static List<String> stops(JsonNode body) {
        List<String> stops = new ArrayList<>();
        body.path("stop_sequences").forEach(stop -> stops.add(stop.asText()));
        return stops;
    }

    /** Input after the last cache breakpoint is fresh; what is before is written to the breakpoint's cache. */
    private static Counts prompt(JsonNode body) {
        Tally tally = new Tally();
        body.path("tools").forEach(tool -> tally.add(tool, Words.in(tool.toString())));
        JsonNode system = body.path("system");
        tally.add(system, system.isTextual() ? Words.in(system.asText()) : 0);
        system.forEach(block -> tally.add(block, Words.in(block.path("text").asText())));
        for (JsonNode message : body.path("messages")) {
            JsonNode content = message.path("content");
            tally.add(message, 4 + (content.isTextual() ? Words.in(content.asText()) : 0));
            content.forEach(block -> tally.add(block, words(block)));
        }
        Counts prompt = Counts.of(tally.fresh, 0).withCache(0, tally.written5m, tally.written1h);
        return AnthropicReply.thinks(body) ? prompt.withReasoning(THOUGHT_TOKENS) : prompt;
    }

    private static int words(JsonNode block) {
        return switch (block.path("type").asText()) {
            case "text" -> Words.in(block.path("text").asText());
            case "image" -> Words.IMAGE;
            case "tool_use" -> 1 + Words.in(block.path("input").toString());
            case "tool_result" ->
                Words.in(
                        block.path("content").isTextual()
                                ? block.path("content").asText()
                                : text(block.path("content")));
            default -> 0;
        };
    }

    /** Input tokens in the order of the prompt, moved to a cache at each breakpoint. */
    private static final class Tally {
        private long fresh;
        private long written5m;
        private long written1h;

        void add(JsonNode block, int tokens) {
            fresh += tokens;
            if (Json.given(block, "cache_control")) {
                boolean hour = block.path("cache_control").path("ttl").asText().equals("1h");
                written1h += hour ? fresh : 0;
                written5m += hour ? 0 : fresh;
                fresh = 0;
            }
        }
    }
}

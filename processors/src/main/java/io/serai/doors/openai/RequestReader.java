package io.serai.doors.openai;

import io.serai.call.Refusal;
import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.ResponseFormat;
import io.serai.chat.Sampling;
import io.serai.chat.Tool;
import io.serai.chat.ToolChoice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one chat-completions body in one pass.
 *
 * <p>Every field of OpenAI's reference is checked. What the vocabulary has no word for is kept as an extra, under its
 * place ({@code service_tier}, {@code tools[0]}), so that only a wire that carries it takes the call; null means absent.
 */
final class RequestReader {

    private static final int MAX_FIELDS = 100;
    private static final int MAX_NAME = 256;
    private static final int MAX_FALLBACKS = 10;
    private static final int MAX_BIASES = 1024;
    private static final int MAX_TOOLS = 128;
    private static final int MAX_STOPS = 4;
    private static final int MAX_LABELS = 16;
    private static final int MAX_LABEL_NAME = 64;
    private static final int MAX_LABEL = 512;

    private final byte[] body;
    private final JsonCursor in;
    private final List<Original.Field> fields = new ArrayList<>(16);

    private @Nullable String model;
    private List<String> fallbacks = List.of();
    private @Nullable List<Message> messages;
    private List<Tool> tools = List.of();
    private boolean toolsGiven;
    private @Nullable ToolChoice toolChoice;
    private ResponseFormat format = new ResponseFormat.Text();
    private boolean stream;
    private boolean streamOptions;
    private boolean streamUsage;
    private Map<String, String> metadata = Map.of();
    private @Nullable String user;

    private @Nullable Double temperature;
    private @Nullable Double topP;
    private @Nullable Integer maxTokens;
    private @Nullable Integer maxCompletionTokens;
    private List<String> stop = List.of();
    private @Nullable Integer choices;
    private @Nullable Long seed;
    private @Nullable Double presencePenalty;
    private @Nullable Double frequencyPenalty;
    private @Nullable Boolean logprobs;
    private @Nullable Integer topLogprobs;
    private @Nullable String reasoningEffort;
    private @Nullable Boolean parallelToolCalls;

    RequestReader(byte[] body, JsonCursor in) {
        this.body = body;
        this.in = in;
    }

    ChatRequest read() throws IOException {
        in.next();
        in.enterObject();
        for (String name = in.fieldName(); name != null; name = in.fieldName()) {
            int start = in.start();
            in.next();
            int valueStart = in.start();
            if (in.isNull()) {
                in.refuseVariant();
            } else {
                value(name);
            }
            if (fields.size() >= MAX_FIELDS) {
                throw RequestErrors.of(
                        "Too many parameters: a request has at most " + MAX_FIELDS + ".", null, "unknown_parameter");
            }
            fields.add(new Original.Field(name, start, valueStart, in.end()));
        }
        if (in.next() != null) {
            throw RequestErrors.unparsable("there is something behind the end of the JSON object.");
        }
        return request();
    }

    private void value(String name) throws IOException {
        switch (name) {
            case "model" -> model = name(in.string());
            case "models" -> {
                fallbacks = strings(MAX_FALLBACKS);
                fallbacks.forEach(this::name);
            }
            case "messages" -> messages = MessageReader.messages(in);
            case "stream" -> stream = in.bool();
            case "stream_options" -> streamOptions();
            case "temperature" -> temperature = in.decimal(0, 2);
            case "top_p" -> topP = in.decimal(0, 1);
            case "max_tokens" -> maxTokens = integer(1, Integer.MAX_VALUE);
            case "max_completion_tokens" -> maxCompletionTokens = integer(1, Integer.MAX_VALUE);
            case "tools" -> tools();
            case "tool_choice" -> toolChoice = ToolReader.choice(in);
            case "parallel_tool_calls" -> parallelToolCalls = in.bool();
            case "response_format" -> format = ToolReader.format(in);
            case "stop" -> stop = in.isString() ? List.of(in.string()) : strings(MAX_STOPS);
            case "n" -> choices = integer(1, 128);
            case "seed" -> seed = in.integer(Long.MIN_VALUE, Long.MAX_VALUE);
            case "presence_penalty" -> presencePenalty = in.decimal(-2, 2);
            case "frequency_penalty" -> frequencyPenalty = in.decimal(-2, 2);
            case "logprobs" -> logprobs = in.bool();
            case "top_logprobs" -> topLogprobs = integer(0, 20);
            case "reasoning_effort" -> reasoningEffort = in.string();
            case "metadata" -> metadata = labels();
            case "user" -> user = in.string();
            case "functions" -> throw RequestErrors.unsupported(name, "tools");
            case "function_call" -> throw RequestErrors.unsupported(name, "tool_choice");
            default -> extra(name);
        }
    }

    /** Fields without a word of their own are checked where the reference says their type, and kept as they are. */
    private void extra(String name) throws IOException {
        switch (name) {
            case "logit_bias" -> biases();
            case "modalities" -> modalities();
            case "prediction", "audio", "web_search_options" -> {
                in.enterObject();
                in.keep();
            }
            case "store" -> {
                in.bool();
                in.keep();
            }
            case "service_tier", "verbosity", "safety_identifier", "prompt_cache_key", "prompt_cache_retention" -> {
                in.string();
                in.keep();
            }
            default -> in.keep();
        }
    }

    private void biases() throws IOException {
        int start = in.start();
        in.enterObject();
        int count = 0;
        while (in.field() != null) {
            in.decimal(-100, 100);
            if (++count > MAX_BIASES) {
                throw tooMany("logit_bias", MAX_BIASES);
            }
        }
        in.keepSince(start);
    }

    private void modalities() throws IOException {
        int start = in.start();
        strings(MAX_STOPS);
        in.keepSince(start);
    }

    private void tools() throws IOException {
        toolsGiven = true;
        tools = ToolReader.tools(in, MAX_TOOLS);
    }

    private void streamOptions() throws IOException {
        streamOptions = true;
        in.enterObject();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "include_usage" -> streamUsage = Boolean.TRUE.equals(in.boolOrNull());
                // Padding against eavesdroppers; an answer without it is the same answer.
                case "include_obfuscation" -> in.boolOrNull();
                default -> in.keep();
            }
        }
    }

    private List<String> strings(int most) throws IOException {
        in.enterArray("an array of strings");
        String field = in.path();
        List<String> strings = new ArrayList<>(4);
        while (in.element()) {
            if (in.string().isEmpty()) {
                throw RequestErrors.emptyString(in.path());
            }
            if (strings.size() == most) {
                throw RequestErrors.longArray(field, most);
            }
            strings.add(in.string());
        }
        return strings;
    }

    private Map<String, String> labels() throws IOException {
        in.enterObject();
        Map<String, String> labels = new HashMap<>();
        for (String name = in.field(); name != null; name = in.field()) {
            String value = in.string();
            if (name.length() > MAX_LABEL_NAME) {
                throw RequestErrors.longString("metadata", MAX_LABEL_NAME, name.length());
            }
            if (value.length() > MAX_LABEL) {
                throw RequestErrors.longString(in.path(), MAX_LABEL, value.length());
            }
            labels.put(name, value);
            if (labels.size() > MAX_LABELS) {
                throw tooMany("metadata", MAX_LABELS);
            }
        }
        return labels;
    }

    private static Refusal tooMany(String param, int most) {
        return RequestErrors.of(
                "Invalid '" + param + "': too many properties. Expected an object with at most " + most
                        + " properties, but got an object with more instead.",
                param,
                "object_above_max_properties");
    }

    private String name(String name) {
        if (name.length() > MAX_NAME) {
            throw RequestErrors.longString("model", MAX_NAME, name.length());
        }
        return name;
    }

    private int integer(int least, int most) throws IOException {
        return (int) in.integer(least, most);
    }

    private ChatRequest request() {
        if (model == null || model.isEmpty()) {
            throw RequestErrors.of("you must provide a model parameter", "model", null);
        }
        if (messages == null) {
            throw RequestErrors.missing("messages");
        }
        if (maxTokens != null && maxCompletionTokens != null) {
            throw RequestErrors.of(
                    "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
                    "max_tokens",
                    "invalid_parameter_combination");
        }
        if (streamOptions && !stream) {
            throw RequestErrors.onlyWith("stream_options", "stream' is enabled");
        }
        if (topLogprobs != null && !Boolean.TRUE.equals(logprobs)) {
            throw RequestErrors.onlyWith("top_logprobs", "logprobs' is enabled");
        }
        checkTools();
        return new ChatRequest(
                model,
                fallbacks,
                messages,
                tools,
                toolChoice == null ? new ToolChoice.Auto() : toolChoice,
                format,
                sampling(),
                stream,
                streamUsage,
                metadata,
                user,
                in.kept(),
                new Original(OpenAiJson.FAMILY, body, fields));
    }

    private void checkTools() {
        if (!toolsGiven && toolChoice != null) {
            throw RequestErrors.onlyWith("tool_choice", "tools' are specified");
        }
        if (!toolsGiven && parallelToolCalls != null) {
            throw RequestErrors.onlyWith("parallel_tool_calls", "tools' are specified");
        }
        if (toolChoice instanceof ToolChoice.Named named
                && tools.stream().noneMatch(tool -> tool.name().equals(named.name()))) {
            throw RequestErrors.of(
                    "Tool choice '" + named.name() + "' not found in 'tools' parameter.", "tool_choice", null);
        }
    }

    private Sampling sampling() {
        return new Sampling(
                temperature,
                topP,
                maxCompletionTokens == null ? maxTokens : maxCompletionTokens,
                stop,
                choices,
                seed,
                presencePenalty,
                frequencyPenalty,
                logprobs,
                topLogprobs,
                reasoningEffort,
                parallelToolCalls);
    }
}

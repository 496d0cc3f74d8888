package io.serai.chat;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks, whatever wire it came by.
 *
 * @param model       as asked: {@code auto}, {@code auto:fastest}, a name or alias, or {@code provider/name}
 * @param fallbacks   the caller's own order of further models (the body's {@code models}), empty for none
 * @param stream      whether the caller wants the answer as it grows
 * @param streamUsage whether the caller asked for usage at the end of a stream
 * @param metadata    the caller's labels; {@code task} names the task type
 * @param user        the end user, for the provider's abuse checks, as the caller names them
 * @param extras      fields the vocabulary has no word for, by place ({@code service_tier}, {@code tools[0]}); a wire that cannot
 *                    carry one is no candidate; those inside another field are carried by the original bytes alone
 * @param original    the caller's own bytes, absent where the door had none
 */
public record ChatRequest(
        String model,
        List<String> fallbacks,
        List<Message> messages,
        List<Tool> tools,
        ToolChoice toolChoice,
        ResponseFormat format,
        Sampling sampling,
        boolean stream,
        boolean streamUsage,
        Map<String, String> metadata,
        @Nullable String user,
        Map<String, Json> extras,
        @Nullable Original original) {

    public ChatRequest {
        fallbacks = List.copyOf(fallbacks);
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        metadata = copied(metadata);
        extras = copied(extras);
    }

    /** Not {@link Map#copyOf}, which takes quadratic time for names that were chosen to collide. */
    private static <V> Map<String, V> copied(Map<String, V> map) {
        return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new HashMap<>(map));
    }

    /** The text of the last turn that is the user's, empty where there is none; for rules. */
    public String lastUserText() {
        for (Message message : messages.reversed()) {
            if (message instanceof Message.User user) {
                return user.text();
            }
        }
        return "";
    }

    /** What a model and its wire must be able to do for this request. */
    public Set<Feature> needs() {
        EnumSet<Feature> needs = EnumSet.noneOf(Feature.class);
        if (!tools.isEmpty()) {
            needs.add(Feature.TOOLS);
        }
        if (stream) {
            needs.add(Feature.STREAMING);
        }
        switch (format) {
            case ResponseFormat.Text text -> {}
            case ResponseFormat.JsonObject object -> needs.add(Feature.JSON_OBJECT);
            case ResponseFormat.JsonSchema schema -> needs.add(Feature.JSON_SCHEMA);
        }
        for (Message message : messages) {
            partNeeds(message, needs);
        }
        if (!messages.isEmpty()
                && messages.getLast() instanceof Message.Assistant last
                && last.toolCalls().isEmpty()) {
            needs.add(Feature.PREFILL);
        }
        samplingNeeds(needs);
        for (String extra : bindingExtras()) {
            needs.add(
                    switch (extra) {
                        case "logit_bias" -> Feature.LOGIT_BIAS;
                        case "prediction" -> Feature.PREDICTION;
                        default -> Feature.OPENAI_EXTRAS;
                    });
        }
        return needs;
    }

    /**
     * Names of the extras that a wire must have a word for. Left out are defaults spelled out ({@code store: false}) and
     * hints whose loss changes no answer ({@code prompt_cache_key}), which many clients send with every call.
     */
    public List<String> bindingExtras() {
        if (extras.isEmpty()) {
            return List.of();
        }
        return extras.entrySet().stream()
                .filter(extra -> binding(extra.getKey(), extra.getValue().text().strip()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static boolean binding(String name, String value) {
        if (value.equals("null")) {
            return false;
        }
        return switch (name) {
            case "store" -> !value.equals("false");
            case "service_tier" -> !value.equals("\"auto\"") && !value.equals("\"default\"");
            case "verbosity" -> !value.equals("\"medium\"");
            case "modalities" -> !value.replace(" ", "").equals("[\"text\"]");
            case "logit_bias" -> !value.replace(" ", "").equals("{}");
            case "safety_identifier", "prompt_cache_key", "prompt_cache_retention", "stream_options" -> false;
            default -> true;
        };
    }

    private static void partNeeds(Message message, EnumSet<Feature> needs) {
        if (message instanceof Message.Assistant assistant
                && !assistant.toolCalls().isEmpty()) {
            needs.add(Feature.TOOLS);
        }
        for (Part part : message.parts()) {
            switch (part) {
                case Part.Text text -> {}
                case Part.Refusal refusal -> {}
                case Part.ImageUrl image -> needs.add(Feature.VISION);
                case Part.ImageData image -> needs.add(Feature.VISION);
                case Part.Audio audio -> needs.add(Feature.AUDIO_INPUT);
                case Part.File file -> needs.add(Feature.FILE_INPUT);
            }
        }
    }

    private void samplingNeeds(EnumSet<Feature> needs) {
        if (sampling.choicesOrOne() > 1) {
            needs.add(Feature.MULTIPLE_CHOICES);
        }
        if (Boolean.TRUE.equals(sampling.logprobs())) {
            needs.add(Feature.LOGPROBS);
        }
        if (sampling.seed() != null) {
            needs.add(Feature.SEED);
        }
        if (sampling.reasoningEffort() != null) {
            needs.add(Feature.REASONING_EFFORT);
        }
        if (nonZero(sampling.presencePenalty()) || nonZero(sampling.frequencyPenalty())) {
            needs.add(Feature.PENALTIES);
        }
    }

    private static boolean nonZero(@Nullable Double value) {
        return value != null && value != 0.0;
    }
}

package io.serai.chat;

/** What a request may need of a model and of the wire that leads to it. */
public enum Feature {
    TOOLS,
    VISION,
    AUDIO_INPUT,
    FILE_INPUT,
    JSON_OBJECT,
    JSON_SCHEMA,
    STREAMING,
    PREFILL,
    REASONING_EFFORT,
    MULTIPLE_CHOICES,
    LOGPROBS,
    SEED,
    PENALTIES,
    LOGIT_BIAS,
    PREDICTION,
    /** Audio out, stored completions, service tiers, web search and whatever else only the OpenAI wire has. */
    OPENAI_EXTRAS;

    /** The name used in configuration and explanations, such as {@code json-schema}. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}

package io.serai.chat;

/** What a request may need of a model and of the wire that leads to it. */
public enum Feature {
    TOOLS("tools"),
    VISION("messages"),
    AUDIO_INPUT("messages"),
    FILE_INPUT("messages"),
    JSON_OBJECT("response_format"),
    JSON_SCHEMA("response_format"),
    STREAMING("stream"),
    PREFILL("messages"),
    REASONING_EFFORT("reasoning_effort"),
    MULTIPLE_CHOICES("n"),
    LOGPROBS("logprobs"),
    SEED("seed"),
    PENALTIES("presence_penalty"),
    LOGIT_BIAS("logit_bias"),
    PREDICTION("prediction"),
    /** Audio out, stored completions, service tiers, web search and whatever else only the OpenAI wire has. */
    OPENAI_EXTRAS("extra");

    private final String param;

    Feature(String param) {
        this.param = param;
    }

    /** The request field that asks for it, named as in OpenAI's reference, for error messages. */
    public String param() {
        return param;
    }

    /** The name used in configuration and explanations, such as {@code json-schema}. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}

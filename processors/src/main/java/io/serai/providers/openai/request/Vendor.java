package io.serai.providers.openai.request;

import io.serai.chat.Feature;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Who is at the other end of the wire: habits in which vendors of OpenAI's format differ. */
public enum Vendor {
    OPENAI(EnumSet.allOf(Feature.class)),
    /** Our own, which knows all of OpenAI's words and reads in the labels how it shall fail. */
    SIMULATOR(EnumSet.allOf(Feature.class)),
    /** Ollama, vLLM, Groq, DeepSeek, OpenRouter…: what they do not know they mostly ignore, else refuse themselves. */
    COMPATIBLE(EnumSet.allOf(Feature.class)),
    /** Mistral refuses every field it does not know ({@code extra_forbidden}), so it must not get one. */
    MISTRAL(EnumSet.complementOf(EnumSet.of(Feature.LOGPROBS, Feature.LOGIT_BIAS, Feature.OPENAI_EXTRAS)));

    private final Set<Feature> carries;

    Vendor(EnumSet<Feature> carries) {
        this.carries = Collections.unmodifiableSet(carries);
    }

    public Set<Feature> carries() {
        return carries;
    }

    /** The name of the field that limits the answer; OpenAI takes the old one too, but not for reasoning models. */
    boolean knowsMaxCompletionTokens() {
        return this == OPENAI || this == SIMULATOR;
    }

    boolean knowsDeveloperRole() {
        return this == OPENAI || this == SIMULATOR;
    }

    /** Mistral reports the usage of a stream unasked, and refuses to be asked. */
    boolean knowsStreamOptions() {
        return this != MISTRAL;
    }

    /**
     * Whether labels may be sent: OpenAI refuses {@code metadata} unless the answer is stored, Groq and others refuse it
     * always. They are read by the gateway; elsewhere they only serve to find stored answers again.
     */
    boolean keepsMetadata(boolean stored) {
        return this == OPENAI && stored || this == SIMULATOR;
    }

    String seed() {
        return this == MISTRAL ? "random_seed" : "seed";
    }

    /** Whether fields that change no answer and that the vendor might refuse are left out. */
    boolean refusesUnknownFields() {
        return this == MISTRAL;
    }

    /** Whether a last message of the assistant is an answer's beginning where it says so with {@code prefix}. */
    public boolean goesOnWithPrefix() {
        return this == MISTRAL;
    }

    /** Whether {@code stop} behind a call that was forced is meant so; from all others it is a mistake. */
    public boolean callsEndWithStop() {
        return this == OPENAI || this == SIMULATOR;
    }
}

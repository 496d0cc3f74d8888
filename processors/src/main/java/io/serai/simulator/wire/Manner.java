package io.serai.simulator.wire;

import io.serai.simulator.question.Question;

/**
 * How an answer is told: all that is kept of a request while its answer lasts.
 *
 * @param created seconds since 1970
 */
public record Manner(String modelName, boolean logprobs, boolean usageInStream, long created) {

    public static Manner of(Question question, long created) {
        return new Manner(question.modelName(), question.logprobs(), question.usageInStream(), created);
    }
}

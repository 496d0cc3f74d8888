package io.serai.simulator.wire;

import io.serai.simulator.question.Question;

/**
 * How an answer is told: all that is kept of a request while its answer lasts.
 *
 * @param usage   whether usage is told; a stream tells it only where it was asked to
 * @param endMark whether a stream ends with its mark
 * @param created seconds since 1970
 */
public record Manner(String modelName, boolean logprobs, boolean usage, boolean endMark, long created) {

    public static Manner of(Question question, boolean usage, boolean endMark, long created) {
        return new Manner(
                question.modelName(),
                question.logprobs(),
                usage && (!question.stream() || question.usageInStream()),
                endMark,
                created);
    }
}

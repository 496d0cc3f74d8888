package io.serai.chat.reply;

import io.serai.usage.Usage;

/** One thing that a chunk of a streamed answer says; {@code choice} counts answers from 0. */
public sealed interface Delta {

    /** The answer begins: the provider's id and model name, and when, in seconds since 1970. */
    record Start(String id, String model, long created) implements Delta {}

    record Text(int choice, String text) implements Delta {}

    record Reasoning(int choice, String text) implements Delta {}

    record Refusal(int choice, String text) implements Delta {}

    /** A tool call begins; {@code index} counts calls of the choice from 0 without gaps. */
    record ToolCallStart(int choice, int index, String id, String name) implements Delta {}

    record ToolCallArguments(int choice, int index, String fragment) implements Delta {}

    /** The choice is complete; exactly once a choice. */
    record Finish(int choice, FinishReason reason) implements Delta {}

    /** Usage so far, cumulative: the last report counts. */
    record UsageReport(Usage usage) implements Delta {}
}

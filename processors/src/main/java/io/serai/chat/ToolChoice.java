package io.serai.chat;

/** Whether and which tools the model must use. */
public sealed interface ToolChoice {

    /** The model decides; also what holds when nothing was said. */
    record Auto() implements ToolChoice {}

    record None() implements ToolChoice {}

    /** At least one tool must be called. */
    record Required() implements ToolChoice {}

    record Named(String name) implements ToolChoice {}
}

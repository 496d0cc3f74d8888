package io.serai.routing;

import io.serai.chat.Caller;
import io.serai.chat.ChatRequest;
import io.serai.chat.Decision;
import io.serai.chat.Task;
import org.jspecify.annotations.Nullable;

/** Answers what would be decided for a request, by the rules in force, without asking any provider. */
public interface DryRun {

    /**
     * Decides as a live call would.
     *
     * @param task the task type named beside the request, or null
     * @throws io.serai.chat.Refusal where a live call would be refused
     */
    Rehearsal rehearse(ChatRequest request, Caller caller, @Nullable String task);

    /** The facts that were decided upon, and the decision. */
    record Rehearsal(Task task, Decision decision) {}
}

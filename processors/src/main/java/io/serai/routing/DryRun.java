package io.serai.routing;

import io.serai.call.Caller;
import io.serai.call.Decision;
import io.serai.call.Task;
import io.serai.chat.ChatRequest;
import org.jspecify.annotations.Nullable;

/** Answers what would be decided for a request, by the rules in force, without asking any provider. */
public interface DryRun {

    /**
     * Decides as a live call would.
     *
     * @param task the task type named beside the request, or null
     * @throws io.serai.call.Refusal where a live call would be refused
     */
    Rehearsal rehearse(ChatRequest request, Caller caller, @Nullable String task);

    /** The facts that were decided upon, and the decision. */
    record Rehearsal(Task task, Decision decision) {}
}

package io.serai.routing;

import io.serai.call.Caller;
import io.serai.call.Decision;
import io.serai.call.GatewayError;
import io.serai.call.Task;
import io.serai.chat.ChatRequest;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers what would be decided for a request, by the rules in force, without asking any provider. */
public interface DryRun {

    /**
     * Decides as a live call would.
     *
     * @param task    the task type named beside the request, or null
     * @param headers says the header of a name, or null
     * @throws io.serai.call.Refusal where a live call would be refused by something else than a rule
     */
    Rehearsal rehearse(
            ChatRequest request, Caller caller, @Nullable String task, Function<String, @Nullable String> headers);

    /** The facts that were decided upon, and what came of it. */
    record Rehearsal(Task task, Result result) {}

    /** What a call comes to. */
    sealed interface Result {}

    /** It would be asked of these. */
    record Decided(Decision decision) implements Result {}

    /** A rule refuses it. */
    record Refused(GatewayError.RefusedByRule error) implements Result {}
}

package io.serai.steps.call;

import io.serai.call.GatewayError;
import io.serai.call.ProviderFailure;
import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.ReplyStream;
import io.serai.steps.call.CallerConnection.Facts;
import io.serai.steps.continuation.Continuation;
import org.jspecify.annotations.Nullable;

/**
 * Pulls a provider's stream and hands it to the caller, chunk by chunk.
 *
 * <p>The caller's side only frames and writes. What a failure in the middle means is decided here: another attempt is asked for
 * the rest, or the caller hears of it in its stream, which gets no end mark, because an answer that broke off must not look
 * whole.
 */
public final class Pump {

    private Pump() {}

    /** @return whether the answer broke off and another attempt is to be made for its rest; else the call is settled */
    public static boolean run(ReplyStream stream, Facts facts, Call call, Attempts attempts) {
        CallerConnection side = call.side();
        Continuation continuation = call.continuation();
        try (stream) {
            if (!call.continues()) {
                side.begins(facts);
            }
            for (Chunk chunk = stream.next(); chunk != null; chunk = stream.next()) {
                side.sends(chunk);
                if (continuation != null) {
                    continuation.delivered(chunk);
                }
            }
            attempts.answered();
            ends(facts, call);
        } catch (CallerGone gone) {
            attempts.left();
        } catch (ProviderFailure broken) {
            if (goesOn(broken, continuation, attempts)) {
                return true;
            }
            attempts.broken(broken);
            breaksOff(broken, facts, side);
        }
        return false;
    }

    private static boolean goesOn(ProviderFailure broken, @Nullable Continuation continuation, Attempts attempts) {
        return continuation != null && continuation.possible(broken) && attempts.continues(broken);
    }

    private static void ends(Facts facts, Call call) {
        if (call.continues()) {
            call.side()
                    .remarks("continued attempts=" + facts.attempts() + " model=" + facts.model() + " provider="
                            + facts.provider());
        }
        call.side().ends(facts.usage().get());
    }

    private static void breaksOff(ProviderFailure broken, Facts facts, CallerConnection side) {
        try {
            side.refuse(new GatewayError.Interrupted(
                    "The answer broke off at " + facts.provider() + ": " + broken.words() + "."));
        } catch (CallerGone gone) {
            // The caller has left, and the call is settled.
        }
    }
}

package io.serai.steps.call;

import io.serai.call.GatewayError;
import io.serai.call.ProviderFailure;
import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.ReplyStream;
import io.serai.steps.call.CallerConnection.Facts;

/**
 * Pulls a provider's stream and hands it to the caller, chunk by chunk.
 *
 * <p>The caller's side only frames and writes. What a failure in the middle means is decided here: the caller hears of it in
 * its stream, which gets no end mark, because an answer that broke off must not look whole.
 */
public final class Pump {

    private Pump() {}

    /** Runs until the stream's end, its failure, or the caller's hanging up; by then the call is settled. */
    public static void run(ReplyStream stream, Facts facts, CallerConnection side, Attempts attempts) {
        try (stream) {
            side.begins(facts);
            for (Chunk chunk = stream.next(); chunk != null; chunk = stream.next()) {
                side.sends(chunk);
            }
            attempts.answered();
            side.ends(facts.usage().get());
        } catch (CallerGone gone) {
            attempts.left();
        } catch (ProviderFailure broken) {
            attempts.broken(broken);
            breaksOff(broken, facts, side);
        }
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

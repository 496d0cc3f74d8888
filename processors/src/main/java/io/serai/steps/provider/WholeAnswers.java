package io.serai.steps.provider;

import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.doors.BytesInFlight;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Reads answers that come in one piece, as far as memory allows for all calls together.
 *
 * <p>An answer of ordinary size is not counted. A longer one takes its bytes as it grows and holds them until its call has
 * ended or its attempt has failed, so that providers that answer without end cannot fill the heap, however many do at once.
 */
public final class WholeAnswers {

    /** What is read without asking; the connections' number bounds it. */
    static final int UNCOUNTED = 64 << 10;

    /** A whole answer beyond this is not an answer. */
    private static final int LONGEST = 64 << 20;

    private final BytesInFlight budget;
    private final int longest;

    /**
     * @param bytes    of all answers together
     * @param patience how long an answer waits for room
     */
    public WholeAnswers(long bytes, Duration patience) {
        this.budget = new BytesInFlight(bytes, patience, "answers");
        this.longest = (int) Math.max(2 * UNCOUNTED, Math.min(LONGEST, bytes / 4));
    }

    int longest() {
        return longest;
    }

    /**
     * Reads and closes an answer.
     *
     * @param holder holds the share of an answer longer than {@link #UNCOUNTED}, and closes it in time whatever happens here
     * @throws io.serai.call.Refusal with {@code Overloaded} where there is no room in time
     */
    byte[] read(InputStream body, Consumer<BytesInFlight.Share> holder) throws IOException {
        byte[] bytes = body.readNBytes(UNCOUNTED);
        if (bytes.length == UNCOUNTED) {
            BytesInFlight.Share share = budget.share();
            holder.accept(share);
            bytes = rest(body, bytes, share);
        }
        body.close();
        return bytes;
    }

    /**
     * Makes room for an answer that is in memory already.
     *
     * @param holder as for {@link #read}
     * @throws io.serai.call.Refusal with {@code Overloaded} where there is no room in time
     */
    void hold(long bytes, Consumer<BytesInFlight.Share> holder) {
        if (bytes > UNCOUNTED) {
            BytesInFlight.Share share = budget.share();
            holder.accept(share);
            share.reach(Math.min(bytes, budget.largest()));
        }
    }

    private byte[] rest(InputStream body, byte[] beginning, BytesInFlight.Share share) throws IOException {
        byte[] bytes = beginning;
        int length = bytes.length;
        while (length == bytes.length) {
            if (length == longest) {
                throw new ProviderFailure(Kind.MALFORMED, "the answer is longer than " + longest + " bytes");
            }
            int room = (int) Math.min(longest, 2L * length);
            share.reach(room);
            bytes = Arrays.copyOf(bytes, room);
            length += body.readNBytes(bytes, length, room - length);
        }
        byte[] whole = Arrays.copyOf(bytes, length);
        share.shrink(length);
        return whole;
    }
}

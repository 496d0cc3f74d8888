package io.serai.steps.callers;

import io.serai.doors.BytesInFlight;
import io.serai.doors.queue.ReplyQueues;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every message of the queue door.
 *
 * @param longestBody largest body that is read, in bytes; no more than the budget can ever give
 * @param budget      of all bodies that the process holds at a time
 * @param external    whether the broker is not ours, so that what it says of keys is not trusted
 * @param replies     who may read which queue; null where the broker sees to that
 * @param recent      what was answered last
 */
public record QueueSettings(
        long longestBody,
        BytesInFlight budget,
        boolean external,
        @Nullable ReplyQueues replies,
        RecentAnswers recent) {

    public QueueSettings {
        longestBody = Math.min(longestBody, budget.largest());
    }
}

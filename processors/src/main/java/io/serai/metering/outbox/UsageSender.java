package io.serai.metering.outbox;

import io.serai.metering.Batch;

/** Takes batches from the outbox to the usage queue, one at a time, in order, on one thread. */
@FunctionalInterface
public interface UsageSender {

    /**
     * Returns once the far side holds the batch for good.
     *
     * @throws Exception when it may not; the same batch then comes again, until it succeeds
     */
    void deliver(Batch batch) throws Exception;
}

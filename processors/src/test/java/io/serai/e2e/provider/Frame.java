package io.serai.e2e.provider;

import org.jspecify.annotations.Nullable;

/**
 * One event of a stream, or a whole answer.
 *
 * @param number its place, from 1
 * @param bytes the event with the blank line that ends it
 * @param terminator whether it is the vendor's mark of the end
 * @param consumed what was used up to and with it
 * @param reported the usage it states, or null
 */
record Frame(
        int number,
        byte[] bytes,
        boolean terminator,
        Counts consumed,
        @Nullable Counts reported) {}

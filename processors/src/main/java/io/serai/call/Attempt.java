package io.serai.call;

import java.time.Instant;

/**
 * One ask of one candidate.
 *
 * @param number from 1
 * @param at     when the asking began; the prices of this moment hold
 */
public record Attempt(int number, Candidate candidate, Instant at) {}

package io.serai.chat;

import java.time.Instant;

/**
 * One ask of one candidate.
 *
 * @param number  from 1
 * @param address where the connector of this deployment is reached now, for the route to send to
 */
public record Attempt(int number, Candidate candidate, String address, Instant at) {}

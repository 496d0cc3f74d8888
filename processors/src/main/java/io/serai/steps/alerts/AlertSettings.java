package io.serai.steps.alerts;

import java.time.Duration;

/**
 * When operators are told of trouble.
 *
 * @param quiet    how long after its last failure a deployment that answers has recovered
 * @param failures from how many failures on there is an incident, each less than {@code quiet} after the one before; a call that
 *     nobody answered is one at once
 * @param group    how long a message waits for others of the same provider
 * @param apart    least time between two messages of a kind about one provider
 * @param remind   how often an incident is told again while it goes on
 */
public record AlertSettings(Duration quiet, int failures, Duration group, Duration apart, Duration remind) {}

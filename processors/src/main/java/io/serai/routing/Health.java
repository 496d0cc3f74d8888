package io.serai.routing;

import org.jspecify.annotations.Nullable;

/**
 * What a decision may ask about deployments: the live view, or a snapshot of it for a dry run or a test.
 *
 * <p>A decision asks once a deployment, so that figures that move meanwhile do not confuse it.
 */
@FunctionalInterface
public interface Health {

    /** Nothing is known of any deployment. */
    Health UNKNOWN = deployment -> null;

    /** What is known of a deployment, {@code provider/upstream}; null for one that was never asked. */
    @Nullable
    DeploymentHealth of(String deployment);
}

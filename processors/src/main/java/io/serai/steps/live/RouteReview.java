package io.serai.steps.live;

import org.apache.camel.model.RouteDefinition;

/** A look at every route before Camel builds it, in the trial as in the running gateway; beans of this type are found. */
public interface RouteReview {

    /**
     * Checks the route, and may add to it.
     *
     * @throws IllegalArgumentException when it must not come into force, with the reason for people
     */
    void review(RouteDefinition route);
}

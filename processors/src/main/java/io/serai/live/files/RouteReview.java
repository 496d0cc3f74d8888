package io.serai.live.files;

import java.util.List;
import java.util.Set;
import org.apache.camel.NamedNode;
import org.apache.camel.model.RouteDefinition;

/** A look at every route before Camel builds it, in trials too. Beans of this type are found. */
public interface RouteReview {

    /**
     * Checks the route, and may add to it.
     *
     * @throws Objection when it must not come into force
     */
    void review(RouteDefinition route) throws Objection;

    /**
     * Tries a route that a trial has built; nothing outside may notice.
     *
     * @param properties names of the exchange properties that some route file sets
     * @throws Objection when it must not come into force
     */
    default void rehearse(RouteDefinition route, Set<String> properties) throws Objection {}

    /**
     * What of the route cannot work as things outside its file are now. An edit is refused for it; a route that is in force
     * stays so, and its file is reported with the reason.
     */
    default List<Objection> doubts(RouteDefinition route) {
        return List.of();
    }

    /** Why a route must not come into force, in words for people, and the step that is to blame. */
    final class Objection extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient NamedNode step;

        public Objection(String reason, NamedNode step) {
            super(reason, null, false, false);
            this.step = step;
        }

        public NamedNode step() {
            return step;
        }
    }
}

package io.serai.steps.rules;

import io.serai.call.Candidate;
import io.serai.catalog.files.LiveCatalog;
import io.serai.routing.DecisionEngine;
import io.serai.routing.Health;
import io.serai.steps.call.Slot;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Finds a model of the same provider for a prompt that is too long for the one it was meant for. */
public final class LargerModel {

    private final DecisionEngine engine;
    private final DecisionInputs inputs;

    public LargerModel(DecisionEngine engine, LiveCatalog catalog, Health health) {
        this.engine = engine;
        this.inputs = new DecisionInputs(catalog, health);
    }

    /** The cheapest that may take the call, or null. */
    public @Nullable Candidate of(Exchange exchange, Candidate tooSmall) {
        return engine.larger(
                tooSmall, inputs.of(exchange, Slot.DECISION.of(exchange).preference()));
    }
}

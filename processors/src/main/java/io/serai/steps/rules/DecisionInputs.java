package io.serai.steps.rules;

import io.serai.call.Preference;
import io.serai.catalog.files.LiveCatalog;
import io.serai.routing.DecisionInput;
import io.serai.routing.Health;
import io.serai.steps.call.Slot;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Exchange;

/** All that a decision depends on, from a call under way. */
record DecisionInputs(LiveCatalog catalog, Health health) {

    DecisionInput of(Exchange exchange, Preference preference) {
        return new DecisionInput(
                Slot.REQUEST.of(exchange),
                Slot.CHOICE.of(exchange),
                Slot.TASK.of(exchange),
                preference,
                Slot.CALLER.of(exchange),
                catalog.current(),
                health,
                Slot.CALL.of(exchange).at(),
                ThreadLocalRandom.current().nextLong());
    }
}

package io.serai.steps;

import io.serai.catalog.LiveCatalog;
import io.serai.chat.Decision;
import io.serai.chat.Preference;
import io.serai.routing.DecisionEngine;
import io.serai.routing.DecisionInput;
import io.serai.routing.HealthView;
import io.serai.routing.Preferences;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The verb {@code decide}: which candidates, in what order, and why. */
final class DecideStep implements Processor {

    /** Says for itself what a rule is called that nobody signed. */
    private static final String UNSIGNED = "routing-rules";

    private final DecisionEngine engine;
    private final Preferences preferences;
    private final HealthView health;
    private final LiveCatalog catalog;

    DecideStep(DecisionEngine engine, Preferences preferences, HealthView health, LiveCatalog catalog) {
        this.engine = engine;
        this.preferences = preferences;
        this.health = health;
        this.catalog = catalog;
    }

    @Override
    public void process(Exchange exchange) {
        Decision decision = engine.decide(new DecisionInput(
                Slot.REQUEST.of(exchange),
                Slot.CHOICE.of(exchange),
                Slot.TASK.of(exchange),
                preference(exchange),
                Slot.CALLER.of(exchange),
                catalog.current(),
                health,
                Slot.CALL.of(exchange).at(),
                ThreadLocalRandom.current().nextLong()));
        Slot.DECISION.set(exchange, decision);
    }

    private Preference preference(Exchange exchange) {
        Object wanted = Slot.PREFERENCE.find(exchange);
        if (wanted == null) {
            return RulesFailedStep.STAND_IN; // the rules went through and preferred nothing
        }
        if (wanted instanceof Preference own) {
            return own;
        }
        String rule = Slot.RULE.find(exchange);
        try {
            return preferences.parse(rule == null ? UNSIGNED : rule, wanted.toString());
        } catch (IllegalArgumentException e) {
            return RulesFailedStep.standIn(e);
        }
    }
}

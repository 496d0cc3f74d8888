package io.serai.steps.rules;

import io.serai.call.Decision;
import io.serai.call.Preference;
import io.serai.call.Refusal;
import io.serai.catalog.files.LiveCatalog;
import io.serai.routing.DecisionEngine;
import io.serai.routing.HealthView;
import io.serai.routing.preference.Preferences;
import io.serai.routing.preference.RefusalSentence;
import io.serai.routing.preference.Ruling;
import io.serai.steps.call.Slot;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The verb {@code decide}: which candidates, in what order, and why.
 *
 * <p>What a rule says and nobody can meet is not the caller's fault, so the balanced profile decides in its place. What the
 * caller itself asked for is refused as it was asked. A rule may refuse the call: then its words are the answer.
 */
public final class DecideStep implements Processor {

    /** Says for itself what a rule is called that nobody signed. */
    private static final String UNSIGNED = RuleReview.RULES;

    private final DecisionEngine engine;
    private final Preferences preferences;
    private final DecisionInputs inputs;
    private final FailingRules failing;

    public DecideStep(
            DecisionEngine engine,
            Preferences preferences,
            HealthView health,
            LiveCatalog catalog,
            FailingRules failing) {
        this.engine = engine;
        this.preferences = preferences;
        this.inputs = new DecisionInputs(catalog, health);
        this.failing = failing;
    }

    @Override
    public void process(Exchange exchange) {
        Object wanted = Slot.PREFERENCE.find(exchange);
        if (wanted == null) {
            Slot.DECISION.set(exchange, decide(exchange, FailingRules.STAND_IN)); // the rules preferred nothing
        } else if (wanted instanceof Preference own) {
            Slot.DECISION.set(exchange, decide(exchange, own));
        } else {
            Preference byRule = ofRule(exchange, wanted.toString());
            Preference own = Slot.CHOICE.of(exchange).preference();
            // A route may ask the rules for a caller who named the model too: they may refuse it, and no more.
            Slot.DECISION.set(exchange, own == null ? decideByRule(exchange, byRule) : decide(exchange, own));
        }
    }

    private Preference ofRule(Exchange exchange, String sentence) {
        String signed = Slot.RULE.find(exchange);
        String rule = signed == null ? UNSIGNED : signed;
        try {
            return switch (preferences.parse(rule, sentence)) {
                case Ruling.Prefers prefers -> prefers.preference();
                case Ruling.Refuses refuses -> throw new Refusal(refuses.error());
            };
        } catch (IllegalArgumentException e) {
            Preference standIn = failing.failed(Slot.CALL.of(exchange).id(), e);
            if (RefusalSentence.isOne(sentence)) {
                throw new Refusal(RefusalSentence.unreadable(rule));
            }
            return standIn;
        }
    }

    private Decision decideByRule(Exchange exchange, Preference preference) {
        try {
            return decide(exchange, preference);
        } catch (Refusal refusal) {
            if (!preference.limited()) {
                throw refusal;
            }
            Preference instead = failing.unmet(
                    Slot.CALL.of(exchange).id(),
                    preference.rule(),
                    refusal.error().message());
            return decide(exchange, instead);
        }
    }

    private Decision decide(Exchange exchange, Preference preference) {
        return engine.decide(inputs.of(exchange, preference));
    }
}

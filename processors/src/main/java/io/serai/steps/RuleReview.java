package io.serai.steps;

import io.serai.routing.Preferences;
import io.serai.steps.live.RouteReview;
import java.util.List;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.OtherwiseDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SetPropertyDefinition;
import org.apache.camel.model.language.ConstantExpression;
import org.jspecify.annotations.Nullable;

/**
 * Reads the routing rules as they are loaded: a preference that cannot be meant is refused before it is in force, and every
 * clause is made to sign what it says, so that answers and bills name the rule without the rules repeating their names.
 */
final class RuleReview implements RouteReview {

    /** Routes with this id, or one that begins with it and a dash, hold rules. */
    private static final String RULES = "routing-rules";

    private final Preferences preferences;

    RuleReview(Preferences preferences) {
        this.preferences = preferences;
    }

    @Override
    public void review(RouteDefinition route) {
        String id = route.getId();
        if (id.equals(RULES) || id.startsWith(RULES + "-")) {
            review(route.getOutputs());
        }
    }

    private void review(List<ProcessorDefinition<?>> steps) {
        for (ProcessorDefinition<?> step : steps) {
            if (step instanceof ChoiceDefinition choice) {
                choice.getWhenClauses().forEach(when -> clause(when.getId(), when.getOutputs()));
                OtherwiseDefinition otherwise = choice.getOtherwise();
                if (otherwise != null) {
                    clause(otherwise.getId(), otherwise.getOutputs());
                }
            }
        }
    }

    private void clause(@Nullable String rule, List<ProcessorDefinition<?>> steps) {
        review(steps);
        boolean prefers = false;
        for (ProcessorDefinition<?> step : steps) {
            if (step instanceof SetPropertyDefinition property
                    && Slot.PREFERENCE.name().equals(property.getName())) {
                prefers = true;
                String sentence = constant(property);
                if (sentence != null) {
                    preferences.parse(rule == null ? RULES : rule, sentence);
                }
            }
        }
        if (prefers && rule != null) {
            SetPropertyDefinition signature = new SetPropertyDefinition(Slot.RULE.name(), new ConstantExpression(rule));
            signature.setId(rule + "-signs");
            steps.addFirst(signature);
        }
    }

    private static @Nullable String constant(SetPropertyDefinition property) {
        return property.getExpression() instanceof ConstantExpression constant ? constant.getExpression() : null;
    }
}

package io.serai.steps.rules;

import io.serai.catalog.Catalog;
import io.serai.live.files.RouteReview;
import io.serai.routing.preference.PreferenceNames;
import io.serai.routing.preference.Preferences;
import io.serai.routing.preference.Ruling;
import io.serai.steps.call.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.OtherwiseDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SetPropertyDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.model.language.ConstantExpression;
import org.jspecify.annotations.Nullable;

/**
 * Reads the routing rules as they are loaded: an invalid preference is refused before it is in force, and every
 * clause is made to sign what it says, so that answers and bills name the rule without the rules repeating their names. An
 * edit is rehearsed too.
 */
public final class RuleReview implements RouteReview {

    /** Routes with this id, or that read an endpoint of this name, hold rules; it may go on after a dash. */
    static final String RULES = "routing-rules";

    private final Preferences preferences;
    private final Supplier<Catalog> catalog;
    private final Set<String> taskTypes;
    private final List<String> headers;

    /**
     * @param catalog the one in force
     * @param taskTypes what calls may be about, to rehearse the rules with
     * @param headers names of the caller's headers that rules may read
     */
    public RuleReview(Preferences preferences, Supplier<Catalog> catalog, Set<String> taskTypes, List<String> headers) {
        this.preferences = preferences;
        this.catalog = catalog;
        this.taskTypes = Set.copyOf(taskTypes);
        this.headers = List.copyOf(headers);
    }

    @Override
    public void review(RouteDefinition route) throws Objection {
        if (holdsRules(route)) {
            review(route.getOutputs());
        }
    }

    @Override
    public void rehearse(RouteDefinition route, Set<String> properties) throws Objection {
        if (holdsRules(route)) {
            new RuleRehearsal(route.getCamelContext(), properties, taskTypes, headers).of(route);
        }
    }

    @Override
    public List<Objection> doubts(RouteDefinition route) {
        if (!holdsRules(route)) {
            return List.of();
        }
        List<Objection> doubts = new ArrayList<>();
        doubts(RULES, route.getOutputs(), route.getCamelContext(), doubts);
        return doubts;
    }

    private void doubts(String rule, List<ProcessorDefinition<?>> steps, CamelContext context, List<Objection> doubts) {
        for (ProcessorDefinition<?> step : steps) {
            if (step instanceof ChoiceDefinition choice) {
                for (WhenDefinition when : choice.getWhenClauses()) {
                    doubts(when.getId() == null ? rule : when.getId(), when.getOutputs(), context, doubts);
                }
                OtherwiseDefinition otherwise = choice.getOtherwise();
                if (otherwise != null) {
                    doubts(
                            otherwise.getId() == null ? rule : otherwise.getId(),
                            otherwise.getOutputs(),
                            context,
                            doubts);
                }
            } else if (step instanceof SetPropertyDefinition property) {
                doubt(rule, property, context, doubts);
            } else {
                doubts(rule, step.getOutputs(), context, doubts);
            }
        }
    }

    private void doubt(String rule, SetPropertyDefinition step, CamelContext context, List<Objection> doubts) {
        if (Slot.PREFERENCE.name().equals(step.getName())
                && step.getExpression() instanceof ConstantExpression sentence) {
            String text = context.resolvePropertyPlaceholders(sentence.getExpression());
            String why = preferences.parse(rule, text) instanceof Ruling.Prefers prefers
                    ? PreferenceNames.unknown(prefers.preference(), catalog.get())
                    : null;
            if (why != null) {
                doubts.add(new Objection("rule '" + rule + "' can never be met: " + why, step));
            }
        }
    }

    private static boolean holdsRules(RouteDefinition route) {
        String from = route.getInput().getEndpointUri().replaceFirst("^direct:(//)?", "");
        return named(route.getId()) || named(from.split("\\?", 2)[0]);
    }

    private static boolean named(String name) {
        return name.equals(RULES) || name.startsWith(RULES + "-");
    }

    private void review(List<ProcessorDefinition<?>> steps) throws Objection {
        for (ProcessorDefinition<?> step : steps) {
            if (step instanceof ChoiceDefinition choice) {
                for (WhenDefinition when : choice.getWhenClauses()) {
                    clause(when.getId(), when.getOutputs());
                }
                OtherwiseDefinition otherwise = choice.getOtherwise();
                if (otherwise != null) {
                    clause(otherwise.getId(), otherwise.getOutputs());
                }
            }
        }
    }

    private void clause(@Nullable String rule, List<ProcessorDefinition<?>> steps) throws Objection {
        review(steps);
        boolean prefers = false;
        for (ProcessorDefinition<?> step : steps) {
            if (step instanceof SetPropertyDefinition property
                    && Slot.PREFERENCE.name().equals(property.getName())) {
                prefers = true;
                if (property.getExpression() instanceof ConstantExpression sentence) {
                    canBeMeant(rule, property, sentence.getExpression());
                }
            }
        }
        if (prefers && rule != null) {
            SetPropertyDefinition signature = new SetPropertyDefinition(Slot.RULE.name(), new ConstantExpression(rule));
            signature.setId(rule + "-signs");
            steps.addFirst(signature);
        }
    }

    private void canBeMeant(@Nullable String rule, SetPropertyDefinition property, String sentence) throws Objection {
        try {
            preferences.parse(rule == null ? RULES : rule, sentence);
        } catch (IllegalArgumentException e) {
            throw new Objection(String.valueOf(e.getMessage()), property);
        }
    }
}

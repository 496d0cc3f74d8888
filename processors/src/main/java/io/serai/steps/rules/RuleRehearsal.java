package io.serai.steps.rules;

import io.serai.call.Preference;
import io.serai.catalog.files.Nearest;
import io.serai.live.files.RouteReview.Objection;
import io.serai.routing.preference.Preferences;
import io.serai.steps.call.Slot;
import java.lang.reflect.RecordComponent;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.NamedNode;
import org.apache.camel.Predicate;
import org.apache.camel.component.bean.MethodNotFoundException;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.DelayDefinition;
import org.apache.camel.model.DisabledAwareDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.FinallyDefinition;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.OtherwiseDefinition;
import org.apache.camel.model.PipelineDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RemovePropertiesDefinition;
import org.apache.camel.model.RemovePropertyDefinition;
import org.apache.camel.model.RollbackDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SetPropertyDefinition;
import org.apache.camel.model.StepDefinition;
import org.apache.camel.model.StopDefinition;
import org.apache.camel.model.ThrowExceptionDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.model.language.SimpleExpression;
import org.jspecify.annotations.Nullable;

/**
 * Reads every expression of the rules for calls as they might come, and runs nothing else.
 *
 * <p>An expression must be readable for all calls that come to it, or for some call where none does because an earlier
 * clause takes them all; and each {@code ${…}} in it for some call, which finds the misspelt fact behind a condition that no
 * sample meets. An expression that leads to a bean or a class is not read, for those may do anything.
 */
final class RuleRehearsal {

    private static final Pattern FUNCTION = Pattern.compile("\\$(?:simple)?\\{[^${}]*}");
    private static final Pattern PROPERTY = Pattern.compile(
            "\\{exchangeProperty(?!As)[.:?]?(?:\\['?\"?(?<alone>[^'\"\\]]+)'?\"?]}|(?<first>[^(}][^.?\\[}]*))");
    private static final Pattern MESSAGE = Pattern.compile(
            "\\$(?:simple)?\\{(?:in\\.)?((?:body|bodyAs|mandatoryBodyAs|bodyOneLine|prettyBody|header|headers|headerAs)\\b[^}]*)}");
    private static final Pattern HEADER =
            Pattern.compile("\\{exchangeProperty\\.headers(?:\\?)?(?:\\[['\"]?(?<name>[^\\]'\"]*)['\"]?])?");
    private static final Pattern WEEKDAY = Pattern.compile(
            "\\{exchangeProperty\\.task\\.weekday}\\s*(?:!?=[=~]|!?=~|!?in)\\s*['\"]?([\\p{Alpha}, ]+)");
    private static final List<String> WEEKDAYS =
            Arrays.stream(DayOfWeek.values()).map(Enum::name).toList();

    /** Steps that leave the message of the rules, which is empty, as it is. */
    private static final Set<Class<?>> QUIET = Set.of(
            CatchDefinition.class,
            ChoiceDefinition.class,
            DelayDefinition.class,
            FilterDefinition.class,
            FinallyDefinition.class,
            LogDefinition.class,
            OtherwiseDefinition.class,
            PipelineDefinition.class,
            RemovePropertiesDefinition.class,
            RemovePropertyDefinition.class,
            RollbackDefinition.class,
            SetPropertyDefinition.class,
            StepDefinition.class,
            StopDefinition.class,
            ThrowExceptionDefinition.class,
            TryDefinition.class,
            WhenDefinition.class);

    /** What leads to a bean, to a class or to what only this process knows. */
    private static final Pattern BEAN = Pattern.compile(
            "\\{(?:bean|ref|type|env|sysenv|sys|properties):|\\{(?:camelContext|exchange)\\b|\\.(?:class|getClass|classLoader)\\b");

    private final CamelContext context;
    private final Set<String> known = new TreeSet<>(SampleCall.FACTS);
    private final List<SampleCall> samples;
    private final Preferences preferences = new Preferences();
    private final List<String> headers;
    private boolean emptyMessage;

    /** Calls that come to a step; {@code surely} unless no sample does, so that it is tried with those that do not. */
    private record Calls(List<SampleCall> samples, boolean surely) {

        Calls only(Set<SampleCall> wanted) {
            return those(samples.stream().filter(wanted::contains).toList());
        }

        Calls without(Set<SampleCall> gone) {
            return those(samples.stream().filter(call -> !gone.contains(call)).toList());
        }

        private Calls those(List<SampleCall> some) {
            return some.isEmpty() ? new Calls(samples, false) : new Calls(some, surely);
        }

        /** For a branch that may set what others must not see. */
        Calls copy() {
            return new Calls(samples.stream().map(SampleCall::copy).toList(), surely);
        }
    }

    private interface Reading {
        @Nullable
        Object of(Exchange call);
    }

    /**
     * @param properties what routes set besides the facts of every call
     * @param headers    names of the caller's headers that rules may read
     */
    RuleRehearsal(CamelContext context, Set<String> properties, Set<String> taskTypes, List<String> headers) {
        this.headers = headers;
        this.context = context;
        this.known.addAll(properties);
        this.samples = SampleCall.all(context, taskTypes);
    }

    @SuppressWarnings("rawtypes") // Camel's helper asks for the raw class.
    void of(RouteDefinition rules) throws Objection {
        Collection<ProcessorDefinition> all =
                ProcessorDefinitionHelper.filterTypeInOutputs(rules.getOutputs(), ProcessorDefinition.class);
        emptyMessage = all.stream().allMatch(step -> QUIET.contains(step.getClass()));
        steps(null, rules.getOutputs(), new Calls(samples, true).copy());
    }

    private void steps(@Nullable String rule, List<ProcessorDefinition<?>> steps, Calls calls) throws Objection {
        for (ProcessorDefinition<?> step : steps) {
            if (disabled(step)) {
                continue;
            }
            switch (step) {
                case ChoiceDefinition choice -> choice(choice, calls);
                case FilterDefinition filter -> {
                    Set<SampleCall> wanted = those(rule, filter, filter.getExpression(), calls);
                    steps(rule, filter.getOutputs(), calls.only(wanted).copy());
                }
                case SetPropertyDefinition property -> property(rule, property, calls);
                case LogDefinition log -> values(rule, log, new SimpleExpression(log.getMessage()), calls);
                case StepDefinition block -> steps(rule, block.getOutputs(), calls);
                case PipelineDefinition block -> steps(rule, block.getOutputs(), calls);
                case TryDefinition block -> steps(rule, block.getOutputs(), calls);
                case ExpressionNode other -> values(rule, other, other.getExpression(), calls);
                default -> {
                    // A step without an expression, or one that acts upon something outside.
                }
            }
        }
    }

    private static boolean disabled(DisabledAwareDefinition step) {
        return "true".equals(step.getDisabled());
    }

    private void choice(ChoiceDefinition choice, Calls calls) throws Objection {
        Calls left = calls;
        for (WhenDefinition when : choice.getWhenClauses()) {
            if (!disabled(when)) {
                String rule = when.getId();
                Set<SampleCall> wanted = those(rule, when, when.getExpression(), left);
                steps(rule, when.getOutputs(), left.only(wanted).copy());
                left = left.without(wanted);
            }
        }
        OtherwiseDefinition otherwise = choice.getOtherwise();
        if (otherwise != null && !disabled(otherwise)) {
            steps(otherwise.getId(), otherwise.getOutputs(), left.copy());
        }
    }

    /** The calls that meet the condition. */
    private Set<SampleCall> those(@Nullable String rule, NamedNode step, ExpressionDefinition condition, Calls calls)
            throws Objection {
        Predicate predicate = condition.createPredicate(context);
        Set<SampleCall> those = new HashSet<>();
        read(rule, step, condition, calls, predicate::matches).forEach((call, met) -> {
            if (Boolean.TRUE.equals(met)) {
                those.add(call);
            }
        });
        return those;
    }

    private Map<SampleCall, Object> values(
            @Nullable String rule, NamedNode step, ExpressionDefinition wanted, Calls calls) throws Objection {
        Expression expression = wanted.createExpression(context);
        return read(rule, step, wanted, calls, call -> expression.evaluate(call, Object.class));
    }

    private void property(@Nullable String rule, SetPropertyDefinition property, Calls calls) throws Objection {
        Expression expression = property.getExpression().createExpression(context);
        boolean preference = Slot.PREFERENCE.name().equals(property.getName());
        read(rule, property, property.getExpression(), calls, call -> {
                    Object value = expression.evaluate(call, Object.class);
                    if (preference && value != null && !(value instanceof Preference)) {
                        preferences.parse("'" + value + "'", value.toString());
                    }
                    return value;
                })
                .forEach((call, value) -> call.exchange().setProperty(property.getName(), value));
    }

    /** What the expression says for each of the calls for which it says anything. */
    private Map<SampleCall, Object> read(
            @Nullable String rule, NamedNode step, ExpressionDefinition expression, Calls calls, Reading reading)
            throws Objection {
        String text = context.resolvePropertyPlaceholders(String.valueOf(expression.getExpression()));
        Map<SampleCall, Object> values = new LinkedHashMap<>();
        if (expression.getLanguage().equals("bean") || BEAN.matcher(text).find()) {
            return values;
        }
        boolean simple = expression instanceof SimpleExpression;
        if (emptyMessage && expression.getLanguage().equals("header")) {
            throw readsMessage(rule, step, text, "header");
        }
        if (simple) {
            knowsAll(rule, step, text);
            canBeTrue(rule, step, text);
        }
        Map<SampleCall, RuntimeException> failures = read(calls.samples(), reading, values);
        boolean always = failures.size() == calls.samples().size();
        if (!failures.isEmpty() && (always || calls.surely())) {
            Map.Entry<SampleCall, RuntimeException> first =
                    failures.entrySet().iterator().next();
            throw objection(
                    rule, step, text, always ? "" : " for " + first.getKey().about(), why(first.getValue()));
        }
        if (simple) {
            partsCanBeRead(rule, step, text);
        }
        return values;
    }

    private static Map<SampleCall, RuntimeException> read(
            List<SampleCall> calls, Reading reading, Map<SampleCall, Object> values) {
        Map<SampleCall, RuntimeException> failures = new LinkedHashMap<>();
        for (SampleCall call : calls) {
            try {
                Object value = reading.of(call.exchange());
                if (value != null) {
                    values.put(call, value);
                }
            } catch (RuntimeException e) {
                failures.put(call, e);
            }
        }
        return failures;
    }

    /** A property that nobody sets reads as nothing and fails nobody: its rule would never speak, and never say why. */
    private void knowsAll(@Nullable String rule, NamedNode step, String text) throws Objection {
        Matcher property = PROPERTY.matcher(text);
        while (property.find()) {
            String name = property.group("alone") == null ? property.group("first") : property.group("alone");
            if (!known.contains(name) && !name.startsWith("Camel")) {
                throw objection(
                        rule, step, text, "", "nothing sets the property '" + name + "'; " + Nearest.hint(name, known));
            }
        }
    }

    /** What reads as nothing for every call, or is compared with what there is not, makes a rule that never speaks. */
    private void canBeTrue(@Nullable String rule, NamedNode step, String text) throws Objection {
        Matcher message = MESSAGE.matcher(text);
        if (emptyMessage && message.find()) {
            throw readsMessage(rule, step, message.group(), message.group(1));
        }
        Matcher header = HEADER.matcher(text);
        while (header.find()) {
            keepsHeader(rule, step, text, header.group("name"));
        }
        Matcher weekday = WEEKDAY.matcher(text);
        while (weekday.find()) {
            for (String day : weekday.group(1).split(",", -1)) {
                String name = day.strip().toUpperCase(Locale.ROOT);
                if (!WEEKDAYS.contains(name)) {
                    throw objection(
                            rule,
                            step,
                            text,
                            "",
                            "there is no day '" + day.strip() + "'; " + Nearest.hint(name, WEEKDAYS));
                }
            }
        }
    }

    private void keepsHeader(@Nullable String rule, NamedNode step, String text, @Nullable String name)
            throws Objection {
        if (name == null) {
            throw objection(rule, step, text, "", "a header is read by its name, as in " + example());
        }
        if (!headers.contains(name)) {
            throw objection(
                    rule,
                    step,
                    text,
                    "",
                    "the header '" + name
                            + "' is not kept; name it in the setting serai.routing.headers and start again"
                            + (headers.isEmpty() ? "" : ", or " + Nearest.hint(name, headers)));
        }
    }

    private String example() {
        return "${exchangeProperty.headers[" + (headers.isEmpty() ? "x-team" : headers.getFirst()) + "]}";
    }

    private Objection readsMessage(@Nullable String rule, NamedNode step, String text, String what) {
        return objection(
                rule,
                step,
                text,
                "",
                what.startsWith("header")
                        ? "rules have no headers; one that the setting serai.routing.headers names is read as "
                                + example()
                                + ", an entry of the caller's metadata as ${exchangeProperty.task.tags[name]}"
                        : "rules have no body; the last text of the user is read as"
                                + " ${exchangeProperty.request.lastUserText}");
    }

    private void partsCanBeRead(@Nullable String rule, NamedNode step, String text) throws Objection {
        Matcher function = FUNCTION.matcher(text);
        while (function.find()) {
            String part = function.group();
            Expression expression = new SimpleExpression(part).createExpression(context);
            Map<SampleCall, RuntimeException> failures =
                    read(samples, call -> expression.evaluate(call, Object.class), new LinkedHashMap<>());
            if (failures.size() == samples.size()) {
                throw objection(
                        rule, step, part, "", why(failures.values().iterator().next()));
            }
        }
    }

    private static Objection objection(
            @Nullable String rule, NamedNode step, String expression, String when, String why) {
        return new Objection(
                (rule == null ? "" : "rule '" + rule + "': ") + "'" + expression + "' cannot be read" + when + ": "
                        + why,
                step);
    }

    private static String why(Throwable failure) {
        Throwable root = failure;
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof MethodNotFoundException missing && missing.getBean() != null) {
                return missing(missing.getBean(), missing.getMethodName());
            }
            root = at;
        }
        return root.getMessage() == null
                ? root.getClass().getSimpleName()
                : root.getMessage().strip();
    }

    private static String missing(Object owner, String name) {
        if (owner instanceof Map) {
            return "an entry is read by [" + name + "], not by ." + name;
        }
        List<String> words = new ArrayList<>();
        if (owner instanceof Record) {
            Arrays.stream(owner.getClass().getRecordComponents())
                    .map(RecordComponent::getName)
                    .forEach(words::add);
        }
        return "a " + owner.getClass().getSimpleName() + " has no '" + name + "'"
                + (words.isEmpty() ? "" : "; " + Nearest.hint(name, words));
    }
}

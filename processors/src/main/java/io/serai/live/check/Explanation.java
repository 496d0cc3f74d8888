package io.serai.live.check;

import io.serai.live.check.Trial.MisspeltOption;
import io.serai.live.files.EditRefused;
import io.serai.live.files.EditRefused.Place;
import io.serai.live.files.RouteReview;
import io.serai.live.files.RouteText;
import io.serai.live.files.Yaml;
import java.io.FileNotFoundException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.ExpressionIllegalSyntaxException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NamedNode;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.dsl.yaml.common.exception.YamlDeserializationException;
import org.apache.camel.language.simple.types.SimpleIllegalSyntaxException;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/** Says in one sentence why Camel refused a file, and finds the line. */
public final class Explanation {

    /** Steps of the gateway that files may still call by their names of before. */
    private static final Map<String, String> RENAMED =
            Map.of("judge", "requireAnswer", "explain", "classifyFailure", "missed", "attemptFailed");

    /** What Camel says when neither we nor its classpath know a Kamelet. */
    private static final Pattern MISSING = Pattern.compile("classpath:kamelets/(.+)\\.kamelet\\.yaml");

    private static final Pattern SETTING =
            Pattern.compile("Property with key \\[([^]]+)] (?:not found|using function)");

    private static final Pattern UNKNOWN = Pattern.compile("Unknown parameters=\\[\\{([^=}]+)");

    private Explanation() {}

    /** @param context fills in the placeholders of the file, whose values are not told */
    public static EditRefused of(Throwable failure, Yaml yaml, CamelContext context) {
        Placeholders placeholders = placeholders(failure, yaml, context);
        EditRefused found = find(failure, yaml, placeholders);
        return new EditRefused(placeholders.hide(found.reason()), found.line(), found.column());
    }

    private static Placeholders placeholders(Throwable failure, Yaml yaml, CamelContext context) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof TrialFailed tried) {
                return tried.placeholders();
            }
        }
        return Placeholders.of(context, List.of(yaml));
    }

    private static EditRefused find(Throwable failure, Yaml yaml, Placeholders placeholders) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable at = failure; at != null && !chain.contains(at); at = at.getCause()) {
            chain.add(at);
        }
        String route = null;
        for (Throwable link : chain) {
            if (link instanceof FailedToCreateRouteException e) {
                route = e.getRouteId();
            } else if (link instanceof FailedToStartRouteException e) {
                route = e.getRouteId();
            }
        }
        for (Throwable link : chain.reversed()) {
            EditRefused refusal = known(link, new Sought(yaml, placeholders), route);
            if (refusal != null) {
                return refusal;
            }
        }
        return new EditRefused(plain(chain.getLast()), place(yaml, route));
    }

    /** The file in which a place is sought, and what Camel has read in the place of its placeholders. */
    private record Sought(Yaml yaml, Placeholders placeholders) {}

    /** The innermost message, without any of the values that must not be told. */
    public static String reason(Throwable failure, Collection<String> secrets) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String reason = firstLine(URISupport.sanitizeUri(plain(root)));
        for (String secret : secrets) {
            reason = secret.isEmpty() ? reason : reason.replace(secret, "***");
        }
        return reason;
    }

    private static @Nullable EditRefused known(Throwable failure, Sought in, @Nullable String route) {
        Yaml yaml = in.yaml();
        return switch (failure) {
            case NoSuchBeanException e ->
                new EditRefused(
                        "there is no bean '" + e.getName() + "'; "
                                + (RENAMED.containsKey(e.getName())
                                        ? "it is called '" + RENAMED.get(e.getName()) + "' now"
                                        : "check the name or add the bean"),
                        nearest(in, e.getName(), route));
            case SimpleIllegalSyntaxException e ->
                new EditRefused(
                        "the expression '" + e.getExpression() + "' is not Simple: " + firstLine(e.getShortMessage())
                                + (e.getIndex() < 0 ? "" : " (at character " + (e.getIndex() + 1) + ")"),
                        nearest(in, e.getExpression(), route));
            case ExpressionIllegalSyntaxException e ->
                new EditRefused(
                        "the expression '" + e.getExpression() + "' cannot be read",
                        nearest(in, e.getExpression(), route));
            case NoSuchEndpointException e ->
                new EditRefused(
                        "there is no component for '" + base(e.getUri()) + "'; check the word before the colon",
                        nearest(in, base(e.getUri()), route));
            case ResolveEndpointFailedException e ->
                // That a Kamelet does not start says nothing; what is inside it says all.
                base(e.getUri()).startsWith("kamelet:")
                        ? null
                        : new EditRefused(
                                "the endpoint '" + base(e.getUri()) + "' is not good: " + due(e),
                                nearest(in, base(e.getUri()), route));
            case NoSuchLanguageException e ->
                new EditRefused(
                        "the language '" + e.getLanguage() + "' is not here; use simple, jsonpath or constant",
                        key(in, e.getLanguage()));
            case ClassNotFoundException e ->
                new EditRefused("there is no class '" + plain(e) + "'", nearest(in, plain(e), route));
            case IllegalArgumentException e -> noSetting(plain(e), in, route);
            case FileNotFoundException e -> noConnector(plain(e), in, route);
            case TrialFailed.TooLong e -> new EditRefused(plain(e));
            case MisspeltOption e -> new EditRefused(plain(e), key(in, e.option()));
            case RouteReview.Objection e -> new EditRefused(plain(e), step(yaml, e.step()));
            case YamlDeserializationException e ->
                new EditRefused(
                        "is not what Camel reads: " + e.getProblem(),
                        e.getProblemMark()
                                .map(mark -> new Place(mark.getLine() + 1, mark.getColumn() + 1))
                                .orElseGet(() -> place(yaml, route)));
            default -> null;
        };
    }

    private static String due(ResolveEndpointFailedException failure) {
        String message = plain(failure);
        Matcher unknown = UNKNOWN.matcher(message);
        if (unknown.find()) {
            return "it has no option '" + unknown.group(1) + "'";
        }
        int due = message.indexOf(" due to: ");
        return firstLine(URISupport.sanitizeUri(due < 0 ? message : message.substring(due + " due to: ".length())));
    }

    private static String base(String uri) {
        return uri.split("\\?", 2)[0];
    }

    private static String plain(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "" : text.strip().lines().findFirst().orElse("");
    }

    /** The first value in the file that is or holds that word; else the route. */
    private static @Nullable Place nearest(Sought in, @Nullable String word, @Nullable String route) {
        Yaml yaml = in.yaml();
        if (word != null && !word.isEmpty()) {
            String other = word.replaceFirst("://", ":");
            String within = null;
            for (String pointer : yaml.pointers()) {
                String value = in.placeholders().fill(yaml.tree().at(pointer).asText());
                if (value.equals(word) || value.equals(other)) {
                    return yaml.place(pointer);
                }
                if (within == null && (value.contains(word) || value.contains(other))) {
                    within = pointer;
                }
            }
            if (within != null) {
                return yaml.place(within);
            }
        }
        return place(yaml, route);
    }

    private static @Nullable EditRefused noConnector(String message, Sought in, @Nullable String route) {
        Matcher name = MISSING.matcher(message);
        return name.find()
                ? new EditRefused(
                        "there is no connector '" + name.group(1) + "' in connectors/",
                        nearest(in, "kamelet:" + name.group(1), route))
                : null;
    }

    private static String missing(String name) {
        return name.startsWith("env:")
                ? "the environment variable '" + name.substring("env:".length()) + "' is not set"
                : "there is no setting '" + name + "'";
    }

    private static @Nullable EditRefused noSetting(String message, Sought in, @Nullable String route) {
        Matcher name = SETTING.matcher(message);
        return name.find() ? new EditRefused(missing(name.group(1)), nearest(in, "{{" + name.group(1), route)) : null;
    }

    private static @Nullable Place key(Sought in, String key) {
        Yaml yaml = in.yaml();
        for (String pointer : yaml.pointers()) {
            if (pointer.endsWith("/" + key)) {
                return yaml.place(pointer);
            }
        }
        return nearest(in, key, null);
    }

    private static @Nullable Place place(Yaml yaml, @Nullable String route) {
        String pointer = route == null ? null : id(yaml, route.replaceFirst(RouteText.VERSION + "\\d+$", ""));
        return pointer == null ? null : yaml.place(pointer);
    }

    /** Where a step begins; one without an id of its own is found by the line that Camel noted, which counts from zero. */
    private static @Nullable Place step(Yaml yaml, NamedNode step) {
        String pointer = step.getId() == null ? null : id(yaml, step.getId());
        return pointer == null
                ? new Place(step.getLineNumber() + 1, 0)
                : yaml.place(pointer.substring(0, pointer.lastIndexOf('/')));
    }

    private static @Nullable String id(Yaml yaml, String id) {
        for (String pointer : yaml.pointers()) {
            if (pointer.endsWith("/id") && yaml.tree().at(pointer).asText().equals(id)) {
                return pointer;
            }
        }
        return null;
    }
}

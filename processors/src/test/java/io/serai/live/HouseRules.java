package io.serai.live;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.live.check.DslSchema;
import io.serai.live.check.Trial;
import io.serai.live.files.ConnectorText;
import io.serai.live.files.EditRefused;
import io.serai.live.files.RouteText;
import io.serai.live.files.Text;
import io.serai.live.files.Yaml;
import io.serai.live.swap.SwitchingDirect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;

/** Holds a shipped YAML file against the rules of this house; the files of integrators may be looser. */
public final class HouseRules {

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern KEY = Pattern.compile("sk-[\\w-]{12,}|AIza[\\w-]{20,}|Bearer [\\w-]{12,}"
            + "|\\b(?=[A-Za-z]*\\d)(?=\\d*[A-Za-z])[A-Za-z0-9]{32,}\\b");
    private static final Pattern HOST = Pattern.compile("(https?|tcp|amqps?|ftp)://[A-Za-z0-9]|localhost:\\d");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??!?([A-Za-z][A-Za-z0-9]*)(:[^}]*)?}}");
    private static final Set<String> LANGUAGES = Set.of(
            "csimple",
            "datasonnet",
            "exchangeProperty",
            "header",
            "hl7terser",
            "jq",
            "jsonpath",
            "tokenize",
            "variable",
            "wasm",
            "xpath",
            "xquery",
            "xtokenize");
    private static final Set<String> BRANCHES = Set.of("otherwise", "onFallback", "doFinally");
    private static final Set<String> LISTS = Set.of("when", "doCatch");
    private static final Set<String> WORDS = Set.of("description", "note", "title");

    private final String path;
    private final List<String> broken = new ArrayList<>();
    private @Nullable Yaml yaml;

    private HouseRules(String path) {
        this.path = path;
    }

    /** Every rule that this route file breaks, each with its line. */
    public static List<String> brokenByRoutes(Path file) {
        HouseRules rules = new HouseRules(file.getFileName().toString());
        rules.routes(text(file));
        return rules.broken;
    }

    /** Every rule that this connector breaks, each with its line. */
    public static List<String> brokenByConnector(Path file) {
        HouseRules rules = new HouseRules(file.getFileName().toString());
        rules.connector(text(file));
        return rules.broken;
    }

    /** Why these route files do not fit together. */
    public static List<String> brokenTogether(Collection<Path> files) {
        List<String> broken = new ArrayList<>();
        List<RouteText> texts = new ArrayList<>();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            for (Path file : files) {
                texts.add(RouteText.read(text(file), false));
            }
            Checks checks = new Checks(new SwitchingDirect(), context, new Trial(context, Trial.WITHIN), false);
            for (RouteText text : texts) {
                checks.fits(
                        text,
                        null,
                        texts.stream().filter(other -> other != text).toList(),
                        List.of());
            }
        } catch (EditRefused refusal) {
            broken.add(refusal.reason());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return broken;
    }

    /** The files below a folder whose names end so, in order. */
    public static List<Path> files(Path folder, String suffix) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    private static Text text(Path file) {
        try {
            return new Text(file.toString().replace('\\', '/'), Files.readAllBytes(file), false, false, true, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void routes(Text text) {
        comments(text);
        try {
            RouteText file = RouteText.read(text, false);
            yaml = file.yaml();
            new DslSchema().checkRoutes(file.yaml());
            file.routes().forEach((id, item) -> route(file, id, item));
            file.ids()
                    .forEach((id, pointer) ->
                            expect(ID.matcher(id).matches(), pointer, "id '" + id + "' is not in kebab-case"));
            literals(file.yaml().tree(), "");
            file.shared()
                    .forEach(item ->
                            item.fields().forEachRemaining(shared -> shared(shared.getKey(), shared.getValue())));
        } catch (EditRefused refusal) {
            broken.add(path + " line " + refusal.line() + ": " + refusal.reason());
        }
    }

    private void shared(String kind, JsonNode body) {
        expect(body.has("id"), null, "'" + kind + "' needs an id");
    }

    private void route(RouteText file, String id, JsonNode item) {
        String pointer = file.ids().getOrDefault(id, "");
        expect(pointer.endsWith("/route/id"), pointer, "a route needs an id of its own and the form 'route:'");
        JsonNode route = item.path("route");
        expect(!route.path("description").asText().isBlank(), pointer, "route '" + id + "' needs a description");
        if (path.startsWith("doors-")) {
            expect(
                    id.startsWith("door-"),
                    pointer,
                    "route '" + id + "' of a door must be called door-<dialect>-<what>");
        }
        String steps = pointer.replaceFirst("/id$", "/from/steps");
        steps(route.path("from").path("steps"), steps, id, true);
    }

    private void steps(JsonNode steps, String pointer, String route, boolean prefixed) {
        for (int i = 0; i < steps.size(); i++) {
            String at = pointer + "/" + i;
            for (Map.Entry<String, JsonNode> step : steps.get(i).properties()) {
                node(step.getKey(), step.getValue(), at + "/" + step.getKey(), route, prefixed);
            }
        }
    }

    private void node(String kind, JsonNode body, String pointer, String route, boolean prefixed) {
        String id = body.path("id").asText("");
        expect(!id.isEmpty(), pointer, "'" + kind + "' needs an id");
        // Below a choice the ids are names of rules, which callers and bills are told.
        expect(
                id.isEmpty() || !prefixed || id.startsWith(route + "-"),
                pointer,
                "'" + kind + "' must be called " + route + "-<verb>, not '" + id + "'");
        boolean below = prefixed && !kind.equals("choice");
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            String at = pointer + "/" + field.getKey();
            expect(
                    !LANGUAGES.contains(field.getKey()),
                    at,
                    "'" + field.getKey() + "' is not read here; use simple or constant");
            if (field.getKey().equals("steps")) {
                steps(field.getValue(), at, route, below);
            } else if (BRANCHES.contains(field.getKey())) {
                node(field.getKey(), field.getValue(), at, route, below);
            } else if (LISTS.contains(field.getKey())) {
                for (int i = 0; i < field.getValue().size(); i++) {
                    node(field.getKey(), field.getValue().get(i), at + "/" + i, route, below);
                }
            }
        }
        if (kind.equals("bean") && !route.isEmpty()) {
            expect(!body.path("ref").asText().endsWith("Dialect"), pointer, "dialects are called in connectors only");
        }
    }

    private void literals(JsonNode node, String pointer) {
        if (node.isContainerNode()) {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                if (!WORDS.contains(field.getKey())) {
                    literals(field.getValue(), Yaml.child(pointer, field.getKey()));
                }
            }
            for (int i = 0; node.isArray() && i < node.size(); i++) {
                literals(node.get(i), pointer + "/" + i);
            }
        } else if (node.isTextual()) {
            String value = node.asText().replaceAll("\\{\\{[^}]*}}", "");
            expect(!HOST.matcher(value).find(), pointer, "names a host; take it from the settings");
            expect(!KEY.matcher(value).find(), pointer, "holds what looks like a key; take it from the settings");
        }
    }

    private void connector(Text text) {
        comments(text);
        try {
            ConnectorText file = ConnectorText.read(text, false);
            yaml = file.yaml();
            new DslSchema().checkConnector(file.yaml());
            JsonNode tree = file.yaml().tree();
            String type = tree.at("/metadata/labels")
                    .path("camel.apache.org/kamelet.type")
                    .asText("?");
            expect(path.equals(file.name() + ".kamelet.yaml"), "/metadata/name", "file name and Kamelet name differ");
            expect(ID.matcher(file.name()).matches(), "/metadata/name", "the name is not in kebab-case");
            expect(
                    file.name().endsWith("-" + type),
                    "/metadata/name",
                    "the name must end in -" + type + " as its label says");
            definition(tree.at("/spec/definition"), text);
            steps(tree.at("/spec/template/from/steps"), "/spec/template/from/steps", "", false);
            literals(tree.at("/spec/template"), "/spec/template");
            breaker(file, tree);
        } catch (EditRefused refusal) {
            broken.add(path + " line " + refusal.line() + ": " + refusal.reason());
        }
    }

    private void definition(JsonNode definition, Text text) {
        String home = "/spec/definition";
        expect(!definition.path("title").asText().isBlank(), home, "the connector needs a title");
        expect(!definition.path("description").asText().isBlank(), home, "the connector needs a description");
        String all = new String(text.bytes(), StandardCharsets.UTF_8);
        Set<String> known = new TreeSet<>();
        for (Map.Entry<String, JsonNode> property :
                definition.path("properties").properties()) {
            String name = property.getKey();
            String at = home + "/properties/" + name;
            known.add(name);
            for (String word : new String[] {"title", "description", "type"}) {
                expect(property.getValue().has(word), at, "property '" + name + "' needs a " + word);
            }
            boolean secret = name.matches("(?i).*(key|secret|token|password)$");
            expect(
                    !secret || property.getValue().path("format").asText().equals("password"),
                    at,
                    "property '" + name + "' needs 'format: password'");
            expect(
                    !secret
                            || property.getValue()
                                    .path("x-descriptors")
                                    .toString()
                                    .contains("urn:camel:group:credentials"),
                    at,
                    "property '" + name + "' needs the descriptor urn:camel:group:credentials");
            expect(
                    Pattern.compile("\\{\\{\\??" + Pattern.quote(name) + "[}:]")
                            .matcher(all)
                            .find(),
                    at,
                    "property '" + name + "' is never used");
        }
        Matcher used = PLACEHOLDER.matcher(all);
        while (used.find()) {
            expect(
                    known.contains(used.group(1)),
                    "/spec/template",
                    "{{" + used.group(1) + "}} is not among the properties");
        }
    }

    private void breaker(ConnectorText file, JsonNode tree) {
        List<JsonNode> breakers = tree.at("/spec/template").findValues("circuitBreaker");
        expect(
                !file.name().endsWith("-chat-sink") || breakers.size() == 1,
                "/spec/template",
                "a chat connector needs one circuitBreaker");
        for (JsonNode breaker : breakers) {
            JsonNode settings = breaker.path("resilience4jConfiguration");
            expect(
                    breaker.path("configuration").asText().equals("providerBreaker")
                            || settings.path("throwExceptionWhenHalfOpenOrOpenState")
                                    .asBoolean(),
                    "/spec/template",
                    "an open breaker must say so: configuration: providerBreaker");
            expect(
                    settings.path("throwExceptionWhenHalfOpenOrOpenState").asBoolean(true),
                    "/spec/template",
                    "an open breaker must say so, and not be told otherwise");
            expect(!settings.has("timeoutEnabled"), "/spec/template", "the breaker's own timeout loses answers");
        }
    }

    private void comments(Text text) {
        LoadSettings settings = LoadSettings.builder().setParseComments(true).build();
        try {
            for (Event event : new Parse(settings).parseString(new String(text.bytes(), StandardCharsets.UTF_8))) {
                if (event.getEventId() == Event.ID.Comment) {
                    broken.add(path + " line "
                            + event.getStartMark()
                                    .map(mark -> mark.getLine() + 1)
                                    .orElse(0) + ": a # comment is lost in the visual editor; use description or note");
                }
            }
        } catch (RuntimeException e) {
            // Not YAML at all: said once, by the reader that follows.
            return;
        }
    }

    private void expect(boolean holds, @Nullable String pointer, String rule) {
        if (!holds) {
            EditRefused.Place place = yaml == null || pointer == null ? null : yaml.place(pointer);
            broken.add(path + (place == null ? "" : " line " + place.line()) + ": " + rule);
        }
    }
}

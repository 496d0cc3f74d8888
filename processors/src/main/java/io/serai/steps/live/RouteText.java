package io.serai.steps.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A route file as read: its routes by id, the ids it takes, the direct endpoints it reads and calls, its Kamelets.
 *
 * <p>Reading refuses what this gateway cannot swap safely or does not let a file do; the schema is checked elsewhere.
 */
final class RouteText {

    private static final Set<String> SHARED = Set.of(
            "routeConfiguration",
            "onException",
            "onCompletion",
            "errorHandler",
            "intercept",
            "interceptFrom",
            "interceptSendToEndpoint");

    private final Text text;
    private final Yaml yaml;
    private final Map<String, JsonNode> routes = new LinkedHashMap<>();
    private final ArrayNode shared = JsonNodeFactory.instance.arrayNode();
    private final Set<String> configurations = new TreeSet<>();
    private final Map<String, String> ids = new LinkedHashMap<>();
    private final Map<String, String> readers = new LinkedHashMap<>();
    private final Map<String, String> calls = new LinkedHashMap<>();
    private final Set<String> sets = new TreeSet<>();
    private final Map<String, String> wanted = new LinkedHashMap<>();
    private final Set<String> kamelets = new TreeSet<>();

    private RouteText(Text text, Yaml yaml) {
        this.text = text;
        this.yaml = yaml;
    }

    static RouteText read(Text text) throws Refusal {
        RouteText file = new RouteText(text, Yaml.read(text));
        file.readItems();
        CallRules.check(file.yaml);
        file.readNodes(file.yaml.tree(), "");
        return file;
    }

    private void readItems() throws Refusal {
        if (!yaml.tree().isArray()) {
            throw new Refusal("must be a list that begins with '- route:'", yaml.place(""));
        }
        for (int i = 0; i < yaml.tree().size(); i++) {
            JsonNode item = yaml.tree().get(i);
            String pointer = "/" + i;
            if (!item.isObject() || item.size() != 1) {
                throw new Refusal(
                        "each item of the list must be one word with what belongs to it", yaml.place(pointer));
            }
            String kind = item.fieldNames().next();
            if (kind.equals("route") || kind.equals("from")) {
                readRoute(item, kind, pointer);
            } else if (SHARED.contains(kind)) {
                shared.add(item);
                if (kind.equals("routeConfiguration")) {
                    configurations.add(item.path(kind).path("id").asText(""));
                }
            } else {
                throw new Refusal(
                        "'" + kind + "' cannot be edited live and has no place here; " + instead(kind),
                        yaml.place(Yaml.child(pointer, kind)));
            }
        }
    }

    private void readRoute(JsonNode item, String kind, String pointer) throws Refusal {
        JsonNode id = item.path(kind).path("id");
        String named = id.isTextual() ? id.asText() : text.stem() + "-route-" + (routes.size() + 1);
        if (named.indexOf('@') >= 0) {
            throw new Refusal("a route's id must not contain '@'", yaml.place(pointer + "/" + kind + "/id"));
        }
        if (routes.put(named, item) != null) {
            throw new Refusal("route id '" + named + "' is used twice", yaml.place(pointer + "/" + kind + "/id"));
        }
        ids.putIfAbsent(named, id.isTextual() ? pointer + "/" + kind + "/id" : pointer);
        JsonNode configuration = item.path(kind).path("routeConfigurationId");
        for (String name : configuration.asText("").split(",", -1)) {
            if (!name.isBlank() && !name.contains("*") && !name.contains("{{")) {
                wanted.put(pointer + "/" + kind + "/routeConfigurationId", name.strip());
            }
        }
    }

    private static String instead(String kind) {
        return switch (kind) {
            case "routeTemplate", "templatedRoute" -> "put a template into connectors/ as a Kamelet";
            case "rest", "restConfiguration" -> "begin a route with servlet: instead";
            case "beans" -> "beans are made in Java";
            default -> "a route file holds 'route' and 'routeConfiguration'";
        };
    }

    private void readNodes(JsonNode node, String pointer) throws Refusal {
        if (pointer.endsWith("/parameters")) {
            return;
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                readNodes(node.get(i), pointer + "/" + i);
            }
            return;
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String below = Yaml.child(pointer, field.getKey());
            if (field.getValue().isTextual()) {
                readWord(field.getKey(), field.getValue().asText(), below, node);
            } else {
                readNodes(field.getValue(), below);
            }
        }
    }

    private void readWord(String key, String value, String pointer, JsonNode owner) throws Refusal {
        switch (key) {
            case "id" -> {
                String taken = ids.putIfAbsent(value, pointer);
                if (taken != null && !taken.equals(pointer)) {
                    throw new Refusal("id '" + value + "' is used twice in this file", yaml.place(pointer));
                }
            }
            case "uri", "to", "toD", "wireTap", "from" -> readUri(value, pointer, owner);
            case "name" -> {
                if (pointer.endsWith("/setProperty/name")) {
                    sets.add(value);
                }
            }
            default -> {
                // Other words name neither a step nor an endpoint.
            }
        }
    }

    private void readUri(String value, String pointer, JsonNode owner) {
        String uri = value.split("\\?", 2)[0];
        if (uri.equals("direct") || uri.equals("kamelet")) {
            JsonNode name = owner.path("parameters").path(uri.equals("direct") ? "name" : "templateId");
            uri = uri + ":" + name.asText("");
        }
        boolean from = pointer.endsWith("/from/uri") || pointer.endsWith("/from");
        if (uri.contains("${") || uri.contains("{{")) {
            return;
        }
        if (uri.startsWith("direct:")) {
            String name = uri.substring("direct:".length()).replaceFirst("^//", "");
            if (from) {
                readers.put(item(pointer), name);
            } else {
                calls.put(pointer, name);
            }
        } else if (uri.startsWith("kamelet:")) {
            kamelets.add(
                    uri.substring("kamelet:".length()).replaceFirst("^//", "").split("/", 2)[0]);
        }
    }

    Text text() {
        return text;
    }

    Yaml yaml() {
        return yaml;
    }

    /** The list items that are routes, by route id, in the order of the file. */
    Map<String, JsonNode> routes() {
        return Collections.unmodifiableMap(routes);
    }

    /** What holds for all routes of the file, or of the gateway. */
    JsonNode shared() {
        return shared;
    }

    /** Ids of the route configurations that this file defines; the empty id is the one without a name. */
    Set<String> configurations() {
        return configurations;
    }

    /** Route configurations that routes of this file ask for, by where they ask. */
    Map<String, String> wanted() {
        return wanted;
    }

    /** Every id of a route or step, with where it stands. */
    Map<String, String> ids() {
        return ids;
    }

    /** Names of the direct endpoints that routes of this file read. */
    Set<String> reads() {
        return Set.copyOf(readers.values());
    }

    /** Name of the direct endpoint that the route around that place reads, or null. */
    @Nullable
    String reader(String pointer) {
        return readers.get(item(pointer));
    }

    private static String item(String pointer) {
        return pointer.split("/", 3)[1];
    }

    /** Names of the direct endpoints that steps of this file send to, by where they do. */
    Map<String, String> calls() {
        return calls;
    }

    /** Names of the exchange properties that steps of this file set. */
    Set<String> sets() {
        return sets;
    }

    /** Names of the Kamelets that this file uses by a fixed name. */
    Set<String> kamelets() {
        return kamelets;
    }
}

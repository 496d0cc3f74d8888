package io.serai.live.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A route file as read: its routes by id, the ids it takes, the direct endpoints it reads and calls, its Kamelets.
 *
 * <p>Reading refuses what this gateway cannot swap safely or does not let a file do; the schema is checked elsewhere.
 */
public final class RouteText {

    /** Stands between the name of a route or connector and its version. */
    public static final String VERSION = "@";

    private static final Set<String> SHARED =
            Set.of("routeConfiguration", "onException", "onCompletion", "intercept", "interceptFrom");

    private static final String SKIPS =
            "it would hold for the routes of other files too and outlive this one: put a step before the 'to' instead";

    private final Text text;
    private final Yaml yaml;
    private final Map<String, JsonNode> routes = new LinkedHashMap<>();
    private final ArrayNode shared = JsonNodeFactory.instance.arrayNode();
    private final Set<String> configurations = new TreeSet<>();
    private final Map<String, String> ids = new LinkedHashMap<>();
    private final Map<String, String> readers = new LinkedHashMap<>();
    private final Map<String, String> entries = new LinkedHashMap<>();
    private final Map<String, InternalEndpoint> sends = new LinkedHashMap<>();
    private final Set<String> choosing = new TreeSet<>();
    private final Set<String> sets = new TreeSet<>();
    private final Map<String, String> wanted = new LinkedHashMap<>();
    /** Whether a route asks for configurations by a pattern or a setting. */
    private boolean anyConfiguration;

    private final Map<String, DoorPath> doors = new LinkedHashMap<>();
    private final Map<String, String> queues = new LinkedHashMap<>();

    private RouteText(Text text, Yaml yaml) {
        this.text = text;
        this.yaml = yaml;
    }

    /** @param classes whether it may name Java classes */
    public static RouteText read(Text text, boolean classes) throws EditRefused {
        RouteText file = new RouteText(text, Yaml.read(text));
        file.readItems(classes);
        CallRules.check(file.yaml, classes);
        file.readNodes(file.yaml.tree(), "");
        return file;
    }

    private void readItems(boolean classes) throws EditRefused {
        if (!yaml.tree().isArray()) {
            throw new EditRefused("must be a list that begins with '- route:'", yaml.place(""));
        }
        for (int i = 0; i < yaml.tree().size(); i++) {
            JsonNode item = yaml.tree().get(i);
            String pointer = "/" + i;
            if (!item.isObject() || item.size() != 1) {
                throw new EditRefused(
                        "each item of the list must be one word with what belongs to it", yaml.place(pointer));
            }
            String kind = item.fieldNames().next();
            if (kind.equals("route") || kind.equals("from")) {
                readRoute(item, kind, pointer);
            } else if (SHARED.contains(kind)) {
                if (!routes.isEmpty() && !kind.equals("routeConfiguration")) {
                    throw new EditRefused(
                            "'" + kind + "' holds for the routes of this file and must stand before all of them",
                            yaml.place(Yaml.child(pointer, kind)));
                }
                shared.add(item);
                if (kind.equals("routeConfiguration")) {
                    readConfiguration(item.path(kind), Yaml.child(pointer, kind));
                }
            } else if (!kind.equals("beans") || !classes) {
                throw new EditRefused(
                        "'" + kind + "' cannot be edited live and has no place here; " + instead(kind),
                        yaml.place(Yaml.child(pointer, kind)));
            }
        }
    }

    /** Camel lays a configuration without a name, or with a pattern for one, over every route that asks for none. */
    private void readConfiguration(JsonNode configuration, String pointer) throws EditRefused {
        String id = configuration.path("id").asText("");
        if (!text.shipped() && (id.isBlank() || id.contains("*"))) {
            throw new EditRefused(
                    "a routeConfiguration without a plain id would hold for the routes of other files too; give it an id and"
                            + " name that as 'routeConfigurationId' in your routes",
                    yaml.place(pointer));
        }
        configurations.add(id);
    }

    private void readRoute(JsonNode item, String kind, String pointer) throws EditRefused {
        JsonNode id = item.path(kind).path("id");
        String named = id.isTextual() ? id.asText() : text.stem() + "-route-" + (routes.size() + 1);
        if (named.indexOf('@') >= 0) {
            throw new EditRefused("a route's id must not contain '@'", yaml.place(pointer + "/" + kind + "/id"));
        }
        if (routes.put(named, item) != null) {
            throw new EditRefused("route id '" + named + "' is used twice", yaml.place(pointer + "/" + kind + "/id"));
        }
        readDoor(item, pointer + "/" + kind + "/from");
        ids.putIfAbsent(named, id.isTextual() ? pointer + "/" + kind + "/id" : pointer);
        JsonNode configuration = item.path(kind).path("routeConfigurationId");
        for (String name : configuration.asText("").split(",", -1)) {
            anyConfiguration |= name.contains("*") || name.contains("{{");
            if (!name.isBlank() && !name.contains("*") && !name.contains("{{")) {
                wanted.put(pointer + "/" + kind + "/routeConfigurationId", name.strip());
            }
        }
    }

    private void readDoor(JsonNode item, String pointer) throws EditRefused {
        JsonNode from = yaml.tree().at(pointer);
        String place = from.has("uri") ? pointer + "/uri" : pointer;
        DoorPath path = DoorPath.of(from);
        if (path != null) {
            for (DoorPath other : doors.values()) {
                if (path.meets(other) && !path.equals(other)) {
                    throw new EditRefused(
                            path.uri() + " would answer the same requests as " + other.uri() + " of this file",
                            yaml.place(place));
                }
            }
            doors.put(place, path);
        }
        String queue = Queues.named(from);
        if (queue != null) {
            queues.putIfAbsent(queue, place);
        }
        // Each route that begins with a Kamelet has an instance of its own.
        if (Entry.of(item) == Entry.DOOR && InternalEndpoint.at(pointer + "/uri", uri(from), from) == null) {
            Map<String, String> options = new TreeMap<>();
            from.path("parameters")
                    .properties()
                    .forEach(option ->
                            options.put(option.getKey(), option.getValue().asText()));
            String door = uri(from) + (options.isEmpty() ? "" : " " + options);
            if (entries.put(door, pointer + "/uri") != null) {
                throw new EditRefused(
                        door + " is read twice in this file; only one route may", yaml.place(pointer + "/uri"));
            }
        }
    }

    private static String uri(JsonNode from) {
        return (from.isTextual() ? from : from.path("uri")).asText();
    }

    private static String instead(String kind) {
        return switch (kind) {
            case "routeTemplate", "templatedRoute" -> "put a template into connectors/ as a Kamelet";
            case "rest", "restConfiguration" -> "begin a route with servlet: instead";
            case "beans" -> "name a bean that is made in Java (docs/integrators.md says how)" + CallRules.SETTING;
            case "errorHandler" ->
                "it would hold for the routes of other files too: put it into each route that wants it";
            case "interceptSendToEndpoint" -> SKIPS;
            default -> "a route file holds 'route' and 'routeConfiguration'";
        };
    }

    private void readNodes(JsonNode node, String pointer) throws EditRefused {
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
            if (field.getKey().equals("interceptSendToEndpoint")) {
                throw new EditRefused(
                        "'interceptSendToEndpoint' has no place here; " + SKIPS,
                        yaml.place(Yaml.child(pointer, field.getKey())));
            }
            String below = Yaml.child(pointer, field.getKey());
            if (field.getValue().isTextual()) {
                readWord(field.getKey(), field.getValue().asText(), below, node);
            } else {
                readNodes(field.getValue(), below);
            }
        }
    }

    private void readWord(String key, String value, String pointer, JsonNode owner) throws EditRefused {
        switch (key) {
            case "id" -> {
                String taken = ids.putIfAbsent(value, pointer);
                if (taken != null && !taken.equals(pointer)) {
                    throw new EditRefused("id '" + value + "' is used twice in this file", yaml.place(pointer));
                }
            }
            case "name" -> {
                if (pointer.endsWith("/setProperty/name")) {
                    sets.add(value);
                } else {
                    readEndpoint(value, pointer, owner);
                }
            }
            default -> readEndpoint(value, pointer, owner);
        }
    }

    /** Whether an address inside the gateway, or of its broker, is not what it looks like. */
    private static boolean hidesWhatItReads(String uri) {
        String address = uri.split("\\?", 2)[0];
        boolean hidden = address.contains("{{") || address.contains("%");
        return hidden
                && (address.startsWith("{{")
                        || address.matches("(direct|outbox|kamelet|servlet|jms|activemq|activemq6|amqp|sjms2?):.*"));
    }

    private void readEndpoint(String value, String pointer, JsonNode owner) throws EditRefused {
        if (!text.shipped() && Queues.isOurs(value, owner)) {
            throw new EditRefused(
                    "queues that begin with 'serai.' are the gateway's own; usage is read by GET /admin/v1/usage",
                    yaml.place(pointer));
        }
        boolean from = pointer.endsWith("/from/uri") || pointer.endsWith("/from");
        if (from && !text.shipped() && hidesWhatItReads(value)) {
            throw new EditRefused(
                    "what a route reads is written out, so that no two routes read the same; no placeholder in it and no '%'",
                    yaml.place(pointer));
        }
        if (from && !text.shipped() && value.matches("outbox(:.*)?")) {
            throw new EditRefused(
                    "the outbox has one reader, routes/system/metering.camel.yaml; usage is read by GET /admin/v1/usage",
                    yaml.place(pointer));
        }
        String unusual = Queues.unusual(value, owner);
        if (!text.shipped() && unusual != null) {
            throw new EditRefused(unusual, yaml.place(pointer));
        }
        if (InternalEndpoint.choosesConnector(pointer, value)) {
            choosing.add(pointer);
        }
        InternalEndpoint endpoint = InternalEndpoint.at(pointer, value, owner);
        if (endpoint == null) {
            return;
        }
        if (from && endpoint.isDirect() && isSwitchedOff(pointer)) {
            return;
        }
        if (!from || !endpoint.isDirect()) {
            sends.put(pointer, endpoint);
        } else if (readers.containsValue(endpoint.name())) {
            throw new EditRefused(endpoint + " is read twice in this file; only one route may", yaml.place(pointer));
        } else {
            readers.put(item(pointer), endpoint.name());
            entries.put(endpoint.toString(), pointer);
        }
    }

    /** Whether the route around that place is not started, so that nothing is read by it. */
    private boolean isSwitchedOff(String pointer) {
        JsonNode item = yaml.tree().at("/" + item(pointer));
        return item.path("route").path("autoStartup").asText("").equalsIgnoreCase("false");
    }

    public Text text() {
        return text;
    }

    public Yaml yaml() {
        return yaml;
    }

    /** The list items that are routes, by route id, in the order of the file. */
    public Map<String, JsonNode> routes() {
        return Collections.unmodifiableMap(routes);
    }

    /** What holds for all routes of the file, or of the gateway. */
    public JsonNode shared() {
        return shared;
    }

    /** Ids of the route configurations that this file defines; the empty id is the one without a name. */
    public Set<String> configurations() {
        return configurations;
    }

    /** Whether one of those route configurations may hold for a route of this file. */
    public boolean follows(Set<String> ids) {
        return anyConfiguration || ids.contains("") || wanted.values().stream().anyMatch(ids::contains);
    }

    /** Route configurations that routes of this file ask for, by where they ask. */
    public Map<String, String> wanted() {
        return wanted;
    }

    /** Every id of a route or step, with where it stands. */
    public Map<String, String> ids() {
        return ids;
    }

    /** Names of the direct endpoints that routes of this file read. */
    public Set<String> reads() {
        return Set.copyOf(readers.values());
    }

    /** Name of the direct endpoint that the route around that place reads, or null. */
    @Nullable
    public String reader(String pointer) {
        return readers.get(item(pointer));
    }

    private static String item(String pointer) {
        return pointer.split("/", 3)[1];
    }

    /** Names of the direct endpoints that steps of this file send to, by where they do. */
    public Map<String, String> calls() {
        Map<String, String> calls = new LinkedHashMap<>();
        sends.forEach((pointer, endpoint) -> {
            if (endpoint.isDirect()) {
                calls.put(pointer, endpoint.name());
            }
        });
        return calls;
    }

    /** Direct endpoints and connectors that steps of this file send to, by where they do. */
    public Map<String, InternalEndpoint> sends() {
        return sends;
    }

    /** Where steps of this file send to a connector that only the call knows. */
    public Set<String> choosing() {
        return choosing;
    }

    /** What only one route may read, direct endpoints and doors, by where this file does. */
    public Map<String, String> entries() {
        return entries;
    }

    /** HTTP doors that routes of this file open, by where they do. */
    public Map<String, DoorPath> doors() {
        return doors;
    }

    /** Queues that routes of this file read, by name, with where they do. */
    public Map<String, String> queues() {
        return queues;
    }

    /** Names of the exchange properties that steps of this file set. */
    public Set<String> sets() {
        return sets;
    }

    /** Names of the Kamelets that this file uses by a fixed name. */
    public Set<String> kamelets() {
        Set<String> kamelets = new TreeSet<>();
        sends.values().stream()
                .filter(endpoint -> !endpoint.isDirect())
                .forEach(endpoint -> kamelets.add(endpoint.name()));
        return kamelets;
    }
}

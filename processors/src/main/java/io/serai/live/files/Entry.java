package io.serai.live.files;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** What a route begins with, as far as it decides how its next version can take over. */
public enum Entry {
    /** Called by name from other routes: switched in one instant. */
    DIRECT,
    /** Reads a queue, which two versions may do at once without anything read twice or lost. */
    SHARED_QUEUE,
    /** An address that outside callers hold open: replaced only by a restart. */
    DOOR,
    /** Anything else, such as a timer or a folder: the old one stops before the new one starts. */
    ALONE;

    private static final Set<String> DOORS = Set.of(
            "servlet",
            "platform-http",
            "rest",
            "rest-api",
            "jetty",
            "undertow",
            "netty-http",
            "netty",
            "vertx-http",
            "vertx-websocket",
            "websocket",
            "kamelet");
    private static final Set<String> QUEUES = Set.of("jms", "activemq", "activemq6", "amqp", "sjms", "sjms2");

    /** Of a list item of a route file: {@code route} or {@code from}. */
    public static Entry of(JsonNode item) {
        JsonNode from = item.has("route") ? item.path("route").path("from") : item.path("from");
        String uri = from.isTextual() ? from.asText() : from.path("uri").asText("");
        int colon = uri.indexOf(':');
        String scheme = colon < 0 ? uri : uri.substring(0, colon);
        if (scheme.equals("direct")) {
            return DIRECT;
        }
        if (QUEUES.contains(scheme)) {
            String type = from.path("parameters").path("destinationType").asText("");
            return uri.substring(colon + 1).startsWith("topic:") || type.equals("topic") ? ALONE : SHARED_QUEUE;
        }
        return DOORS.contains(scheme) ? DOOR : ALONE;
    }
}

package io.serai.live.files;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which queue of the broker an endpoint of a file names, however it is written. */
final class Queues {

    private static final Set<String> SCHEMES = Set.of("jms", "activemq", "activemq6", "amqp", "sjms", "sjms2");
    private static final String OURS = "serai.";

    private Queues() {}

    /** The queue that a {@code from} reads; null where it reads none. */
    static @Nullable String named(JsonNode from) {
        return name((from.isTextual() ? from : from.path("uri")).asText(""), from);
    }

    /** Whether it is a queue that the gateway keeps for itself. */
    static boolean isOurs(String uri, JsonNode owner) {
        String name = name(uri, owner);
        // Also behind a placeholder's default or an escape, which mean the same to the component.
        return name != null && (name.contains(OURS) || name.contains("%"));
    }

    /** Why a queue or topic cannot be told from others by its name; null where it can. */
    static @Nullable String unusual(String uri, JsonNode owner) {
        String name = name(uri, owner);
        if (name == null) {
            return null;
        }
        if (name.contains("::") || name.contains("#") || name.contains("*")) {
            return "'" + name + "' may stand for other queues than it names; give the plain name of one";
        }
        return uri.contains("destinationName=") ? "write the name of the queue behind 'jms:queue:'" : null;
    }

    private static @Nullable String name(String uri, JsonNode owner) {
        String base = uri.split("\\?", 2)[0];
        int colon = base.indexOf(':');
        String scheme = colon < 0 ? base : base.substring(0, colon);
        if (!SCHEMES.contains(scheme)) {
            return null;
        }
        String name =
                colon < 0 ? owner.path("parameters").path("destinationName").asText("") : base.substring(colon + 1);
        // A topic of a queue's name gets the queue's messages too.
        String plain = name.replaceFirst("^/*((temp-)?(queue|topic):)?/*", "");
        return plain.isEmpty() ? null : plain;
    }
}

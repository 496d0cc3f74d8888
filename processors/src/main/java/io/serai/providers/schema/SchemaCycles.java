package io.serai.providers.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a JSON schema contains itself.
 *
 * <p>Schemas are strangers': each node is looked at once however often it is referred to, and a chain of references, which
 * may be as long as the schema, takes no stack.
 */
final class SchemaCycles {

    /** A node that is being gone through, and what is left of it. */
    private record Open(JsonNode node, Iterator<JsonNode> children) {}

    private final JsonNode root;
    private final Set<JsonNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<JsonNode> within = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Open> path = new ArrayDeque<>();

    private SchemaCycles(JsonNode root) {
        this.root = root;
    }

    static boolean in(JsonNode schema) {
        return new SchemaCycles(schema).found();
    }

    private boolean found() {
        open(root);
        while (!path.isEmpty()) {
            Open open = path.getLast();
            if (!open.children.hasNext()) {
                within.remove(open.node);
                path.removeLast();
                continue;
            }
            JsonNode child = open.children.next();
            if (within.contains(child)) {
                return true;
            }
            open(child);
        }
        return false;
    }

    private void open(JsonNode node) {
        if (!node.isContainerNode() || !seen.add(node)) {
            return;
        }
        within.add(node);
        JsonNode target = target(node);
        path.addLast(new Open(
                node,
                target == null ? node.elements() : Collections.singleton(target).iterator()));
    }

    /** What the node refers to, or null where it is no reference to a place within. */
    private @Nullable JsonNode target(JsonNode node) {
        String ref = node.path("$ref").textValue();
        if (ref == null) {
            return null;
        }
        if (ref.equals("#")) {
            return root;
        }
        JsonNode target = ref.startsWith("#/") ? root.at(ref.substring(1)) : null;
        return target == null || target.isMissingNode() ? null : target;
    }
}

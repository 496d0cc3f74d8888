package io.serai.live.files;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** A connector file as read; {@code name} is what it is called after {@code kamelet:}. */
public record ConnectorText(Text text, Yaml yaml, String name) {

    /** @param classes whether it may name Java classes */
    public static ConnectorText read(Text text, boolean classes) throws EditRefused {
        Yaml yaml = Yaml.read(text);
        String name = yaml.tree().at("/metadata/name").asText("");
        if (name.isEmpty()) {
            throw new EditRefused("must have a name under metadata", yaml.place("/metadata"));
        }
        if (yaml.tree().at("/spec/template").has("beans")) {
            throw new EditRefused("a connector makes no beans; name one in 'ref'", yaml.place("/spec/template/beans"));
        }
        JsonNode from = yaml.tree().at("/spec/template/from");
        if (!type(yaml).equals("source")
                && !from.path("uri").asText(from.asText()).equals("kamelet:source")) {
            throw new EditRefused("a connector begins with 'uri: kamelet:source'", yaml.place("/spec/template/from"));
        }
        CallRules.check(yaml, classes);
        return new ConnectorText(text, yaml, name);
    }

    private static String type(Yaml yaml) {
        return yaml.tree()
                .at("/metadata/labels")
                .path("camel.apache.org/kamelet.type")
                .asText("");
    }

    /** Whether calls may end in it, as in a provider's; an action is asked by routes that name it. */
    public boolean isSink() {
        return type(yaml).equals("sink") || name.endsWith("-sink");
    }

    /** Direct endpoints and connectors that its steps send to, by where they do. */
    public Map<String, InternalEndpoint> sends() {
        Map<String, InternalEndpoint> sends = new LinkedHashMap<>();
        for (String pointer : yaml.pointers()) {
            JsonNode value = yaml.tree().at(pointer);
            if (value.isTextual()
                    && pointer.startsWith("/spec/template/from/steps/")
                    && !pointer.contains("/parameters/")) {
                JsonNode owner = yaml.tree().at(pointer.substring(0, pointer.lastIndexOf('/')));
                InternalEndpoint endpoint = InternalEndpoint.at(pointer, value.asText(), owner);
                if (endpoint != null) {
                    sends.put(pointer, endpoint);
                }
            }
        }
        return sends;
    }
}

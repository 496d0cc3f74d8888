package io.serai.steps.live;

/** A connector file as read; {@code name} is what it is called after {@code kamelet:}. */
record ConnectorText(Text text, Yaml yaml, String name) {

    static ConnectorText read(Text text) throws Refusal {
        Yaml yaml = Yaml.read(text);
        String name = yaml.tree().at("/metadata/name").asText("");
        if (name.isEmpty()) {
            throw new Refusal("must have a name under metadata", yaml.place("/metadata"));
        }
        if (yaml.tree().at("/spec/template").has("beans")) {
            throw new Refusal("a connector makes no beans; name one in 'ref'", yaml.place("/spec/template/beans"));
        }
        CallRules.check(yaml);
        return new ConnectorText(text, yaml, name);
    }
}

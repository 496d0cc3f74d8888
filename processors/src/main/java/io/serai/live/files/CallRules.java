package io.serai.live.files;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a YAML file may call: beans by name and components, never code of its own.
 *
 * <p>The right to write a file into routes/ is not to be the right to run any class in the gateway, unless the operator says
 * so with {@code serai.classes-in-files}. These rules hold for the shipped files and for those of integrators alike.
 */
final class CallRules {

    private static final Set<String> CODE =
            Set.of("script", "groovy", "java", "joor", "js", "python", "mvel", "ognl", "spel");
    private static final Set<String> CLASSES = Set.of("beanType", "scriptLanguage", "factoryBean");
    /** Options of data formats that make objects of classes that the file, or the message, names. */
    private static final Set<String> MAKES_OBJECTS = Set.of(
            "unmarshalType",
            "unmarshalTypeName",
            "collectionType",
            "collectionTypeName",
            "allowUnmarshallType",
            "allowJmsType",
            "moduleClassNames",
            "jsonView",
            "jsonViewTypeName");

    /** Camel's placeholder that calls a method of a bean, wherever it is nested, as soon as the file is read. */
    private static final Pattern BEAN_PLACEHOLDER = Pattern.compile("\\{\\{[^}]*?\\bbean:");

    /** What is fetched as soon as the file is read, from wherever it says. */
    private static final Pattern FETCHED =
            Pattern.compile("\\s*resource:.*|(xslt|xslt-saxon|validator):/*\\w+:.*", Pattern.DOTALL);

    private static final Pattern ELSEWHERE = Pattern.compile("kamelet:[^?]*\\?(.*&)?location=.*");

    private static final Set<String> SCHEMES = Set.of("class", "language", "exec", "ssh", "groovy");

    private CallRules() {}

    /** What a refusal of a class ends with. */
    static final String SETTING = "; serai.classes-in-files allows classes";

    /** @param classes whether the file may name Java classes */
    static void check(Yaml yaml, boolean classes) throws EditRefused {
        for (String pointer : yaml.pointers()) {
            JsonNode node = yaml.tree().at(pointer);
            String key = pointer.substring(pointer.lastIndexOf('/') + 1);
            if (!free(pointer)) {
                word(yaml, pointer, key, classes);
            }
            if (node.isTextual()) {
                value(yaml, pointer, key, node.asText(), classes);
            }
        }
    }

    /** Names below {@code parameters} and {@code properties} belong to a component or a Kamelet, not to the language. */
    private static boolean free(String pointer) {
        return pointer.contains("/parameters/") || pointer.contains("/properties/");
    }

    private static void word(Yaml yaml, String pointer, String key, boolean classes) throws EditRefused {
        if (CODE.contains(key)) {
            throw new EditRefused(
                    "'" + key + "' runs code from the file; call a bean by its name instead", yaml.place(pointer));
        }
        if (CLASSES.contains(key) && !classes) {
            throw new EditRefused(
                    "'" + key + "' calls any class; use 'ref' with the name of a bean" + SETTING, yaml.place(pointer));
        }
        if (MAKES_OBJECTS.contains(key) && !classes) {
            throw new EditRefused(
                    "'" + key + "' makes objects of any class; leave it out: JSON becomes maps and lists",
                    yaml.place(pointer));
        }
        if (key.equals("language") && yaml.tree().at(pointer).isObject()) {
            String language = yaml.tree().at(pointer).path("language").asText();
            if (CODE.contains(language.toLowerCase(Locale.ROOT))) {
                throw new EditRefused(
                        "language '" + language + "' runs code from the file; use simple", yaml.place(pointer));
            }
        }
    }

    private static void value(Yaml yaml, String pointer, String key, String value, boolean classes) throws EditRefused {
        if (!classes) {
            namesNoClass(yaml, pointer, key, value);
        }
        if (BEAN_PLACEHOLDER.matcher(value).find()) {
            throw new EditRefused(
                    "a placeholder calls a bean as soon as the file is read; call it in a step", yaml.place(pointer));
        }
        if (FETCHED.matcher(value).matches()) {
            throw new EditRefused(
                    "is fetched as soon as the file is read, from wherever it says; write the text here, or put it on the class"
                            + " path",
                    yaml.place(pointer));
        }
        if (ELSEWHERE.matcher(value).matches() || isLocationOfKamelet(yaml, pointer)) {
            throw new EditRefused("a Kamelet comes from connectors/; leave its location out", yaml.place(pointer));
        }
        String scheme = value.substring(0, Math.max(0, value.indexOf(':')));
        boolean uri = isUri(key);
        if (uri && SCHEMES.contains(scheme)) {
            throw new EditRefused("'" + scheme + ":' runs code; call a bean by its name instead", yaml.place(pointer));
        }
        if (uri && (scheme.equals("controlbus") || value.equals("controlbus"))) {
            throw new EditRefused(
                    "'controlbus:' would stop or start routes behind the gateway's back; edit or delete their file instead",
                    yaml.place(pointer));
        }
        if (uri && (scheme.equals("rest") || scheme.equals("rest-api") || value.equals("rest"))) {
            throw new EditRefused(
                    "'rest:' has no place here; begin a route with servlet:/path instead", yaml.place(pointer));
        }
    }

    private static void namesNoClass(Yaml yaml, String pointer, String key, String value) throws EditRefused {
        boolean ref = key.equals("ref") && pointer.contains("/bean/") && value.contains(".");
        if (ref || value.contains("#class:") || value.contains("#type:") || value.contains("bean:type:")) {
            throw new EditRefused("names a class; use the name of a bean" + SETTING, yaml.place(pointer));
        }
        if (isUri(key) && value.startsWith("bean:") && value.split("\\?", 2)[0].contains(".")) {
            throw new EditRefused("names a class; use bean:<name of a bean>" + SETTING, yaml.place(pointer));
        }
    }

    private static boolean isLocationOfKamelet(Yaml yaml, String pointer) {
        String parameter = "/parameters/location";
        if (!pointer.endsWith(parameter)) {
            return false;
        }
        JsonNode step = yaml.tree().at(pointer.substring(0, pointer.length() - parameter.length()));
        return step.path("uri").asText().startsWith("kamelet") || step.has("name");
    }

    private static boolean isUri(String key) {
        return key.equals("uri")
                || key.equals("to")
                || key.equals("toD")
                || key.equals("wireTap")
                || key.equals("from");
    }
}

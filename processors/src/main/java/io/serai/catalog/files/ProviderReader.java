package io.serai.catalog.files;

import io.serai.catalog.Provider;
import io.serai.catalog.Secret;
import io.serai.catalog.Wire;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads one provider, with {@code ${NAME:default}} resolved from the environment. */
final class ProviderReader {

    private static final Set<String> KEYS =
            Fields.known("connector", "wire", "base-url", "api-key", "key", "first-byte", "first-token", "idle");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final String NAME_FORM = "made of lowercase letters, digits and hyphens";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_.-]*)(?::([^${}]*))?}");
    private static final Pattern KEY_PLACEHOLDER = Pattern.compile("\\$\\{[A-Za-z_][A-Za-z0-9_.-]*:?}");
    private static final Pattern KEY_TEXT = Pattern.compile("[\\x21-\\x7e]*");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)");
    private static final Map<String, Wire> WIRES = Fields.byLabel(Wire.values(), Wire::label);

    private final String file;
    private final UnaryOperator<@Nullable String> environment;
    private final Set<String> connectors;

    /** @param connectors those that there are; none where that is not known yet */
    ProviderReader(String file, UnaryOperator<@Nullable String> environment, Set<String> connectors) {
        this.file = file;
        this.environment = environment;
        this.connectors = connectors;
    }

    Provider read(String name, Node node) {
        Fields fields = Fields.of(file, "provider " + name, node, KEYS);
        if (!NAME.matcher(name).matches()) {
            throw fields.refused("a provider's name must be " + NAME_FORM);
        }
        Wire wire = wire(fields);
        return new Provider(
                name,
                connector(fields),
                wire,
                baseUrl(fields, wire),
                apiKey(fields),
                keyOptional(fields),
                new Provider.Patience(
                        duration(fields, "first-byte"), duration(fields, "first-token"), duration(fields, "idle")));
    }

    private String connector(Fields fields) {
        String connector = fields.text("connector", NAME, "the name of a Kamelet, " + NAME_FORM);
        if (!connectors.isEmpty() && !connectors.contains(connector)) {
            throw fields.refused(
                    fields.node("connector"),
                    "there is no connector " + Fields.quoted(connector) + " in connectors/; "
                            + Nearest.hint(connector, connectors));
        }
        return connector;
    }

    private static Wire wire(Fields fields) {
        String text = fields.text("wire");
        Wire wire = WIRES.get(text);
        if (wire == null) {
            throw fields.refused(
                    fields.node("wire"),
                    "unknown wire " + Fields.quoted(text) + "; " + Nearest.hint(text, WIRES.keySet()));
        }
        return wire;
    }

    private static boolean keyOptional(Fields fields) {
        if (!fields.has("key")) {
            return false;
        }
        return switch (fields.text("key")) {
            case "optional" -> true;
            case "required" -> false;
            case String other ->
                throw fields.refused(fields.node("key"), "key must be optional or required: " + Fields.quoted(other));
        };
    }

    private Secret apiKey(Fields fields) {
        if (!fields.has("api-key")) {
            return Secret.NONE;
        }
        Node node = fields.node("api-key");
        if (!KEY_PLACEHOLDER.matcher(fields.text("api-key")).matches()) {
            throw fields.refused(
                    node,
                    "api-key must name a variable of the environment, such as ${OPENAI_API_KEY:}; keys do not belong"
                            + " into this file");
        }
        String key = resolved(fields, "api-key").strip();
        if (!KEY_TEXT.matcher(key).matches()) {
            throw fields.refused(
                    node, "api-key holds a blank or a letter that no header can carry; correct the variable");
        }
        return new Secret(key);
    }

    private String baseUrl(Fields fields, Wire wire) {
        if (wire == Wire.SIMULATOR && !fields.has("base-url")) {
            return "";
        }
        String url = resolved(fields, "base-url").strip();
        if (url.isEmpty()) {
            return "";
        }
        checkAddress(url, fields);
        while (url.endsWith("/")) {
            url = url.substring(0, url.length() - 1);
        }
        return switch (wire) {
            case OPENAI, OPENAI_PLATFORM, MISTRAL, SIMULATOR ->
                URI.create(url).getRawPath().isEmpty() ? url + "/v1" : url;
            case ANTHROPIC -> without("/v1", url);
            case GEMINI -> without("/v1", without("/v1beta", url));
        };
    }

    private static void checkAddress(String url, Fields fields) {
        try {
            URI uri = new URI(url);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http
                    && uri.getHost() != null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getRawUserInfo() == null) {
                return;
            }
        } catch (URISyntaxException e) {
            // refused below, like every other text that is no address
        }
        // Not quoted where it may hold a password.
        String shown = url.contains("@") ? "it must not hold a user or password" : Fields.quoted(url);
        throw fields.refused(
                fields.node("base-url"), "base-url must be an address such as https://api.openai.com/v1: " + shown);
    }

    private static String without(String ending, String url) {
        return url.endsWith(ending) ? url.substring(0, url.length() - ending.length()) : url;
    }

    private @Nullable Duration duration(Fields fields, String key) {
        if (!fields.has(key)) {
            return null;
        }
        String text = resolved(fields, key);
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw fields.refused(
                    fields.node(key), key + " must be a time such as 500ms, 30s or 2m: " + Fields.quoted(text));
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
        };
    }

    /** The text with its placeholders filled in; a variable that is set to nothing counts as not set. */
    private String resolved(Fields fields, String key) {
        Matcher matcher = PLACEHOLDER.matcher(fields.text(key));
        StringBuilder text = new StringBuilder();
        while (matcher.find()) {
            String value = environment.apply(matcher.group(1));
            if (value == null || value.isBlank()) {
                value = matcher.group(2);
            }
            if (value == null) {
                throw fields.refused(
                        fields.node(key),
                        key + " needs the variable " + matcher.group(1) + ", which is not set; set it, or write ${"
                                + matcher.group(1) + ":} to do without");
            }
            matcher.appendReplacement(text, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(text).toString();
    }
}

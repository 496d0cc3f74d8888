package io.serai.live.files;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint inside the gateway that a file names: a {@code direct:} one or a connector.
 *
 * @param scheme {@code direct} or {@code kamelet}
 */
public record InternalEndpoint(String scheme, String name) {

    private static final String DIRECT = "direct";
    private static final String KAMELET = "kamelet";

    /** Steps that take their endpoint from an expression, which may well be a fixed one. */
    private static final Pattern EXPRESSION = Pattern.compile(
            ".*/(enrich|recipientList|routingSlip|dynamicRouter)(/expression)?/(constant|simple)" + "(/expression)?");

    private static final Pattern URI = Pattern.compile(".*/(uri|to|toD|wireTap|from)");

    /** The step {@code kamelet}, short or long. */
    private static final Pattern STEP = Pattern.compile(".*/kamelet(/name)?");

    public static InternalEndpoint connector(String name) {
        return new InternalEndpoint(KAMELET, name);
    }

    public static InternalEndpoint direct(String name) {
        return new InternalEndpoint(DIRECT, name);
    }

    /** What the value at that place of a file names; null where it is no endpoint, another one, or one that only a call knows. */
    static @Nullable InternalEndpoint at(String pointer, String value, JsonNode owner) {
        if (STEP.matcher(pointer).matches()) {
            return connector(value.split("[/?]", 2)[0]);
        }
        boolean uri = URI.matcher(pointer).matches();
        if (!uri && !EXPRESSION.matcher(pointer).matches()) {
            return null;
        }
        String base = value.split("\\?", 2)[0];
        int colon = base.indexOf(':');
        String scheme = colon < 0 ? base : base.substring(0, colon);
        if (!scheme.equals(DIRECT) && !scheme.equals(KAMELET)) {
            return null;
        }
        String parameter = scheme.equals(DIRECT) ? "name" : "templateId";
        String name = colon < 0 ? owner.path("parameters").path(parameter).asText("") : base.substring(colon + 1);
        if (name.contains("${") || name.contains("{{") || name.contains(",")) {
            return null;
        }
        name = name.replaceFirst("^//", "");
        return new InternalEndpoint(scheme, scheme.equals(KAMELET) ? name.split("/", 2)[0] : name);
    }

    /** Whether the value at that place of a file names a connector that only the call knows. */
    static boolean choosesConnector(String pointer, String value) {
        return URI.matcher(pointer).matches() && value.startsWith(KAMELET + ":") && value.contains("${");
    }

    boolean isDirect() {
        return scheme.equals(DIRECT);
    }

    @Override
    public String toString() {
        return scheme + ":" + name;
    }
}

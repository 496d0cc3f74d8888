package io.serai.admin.web;

import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import org.jspecify.annotations.Nullable;

/** What can be wrong with a request to the admin API, in the words and codes of OpenAI's own. */
public final class AdminErrors {

    private AdminErrors() {}

    static Refusal invalid(String message, @Nullable String param, String code) {
        return new Refusal(new GatewayError.Invalid(message, param, code));
    }

    static Refusal unparsable(String detail) {
        return invalid("The body is not valid JSON: " + detail, null, "invalid_json");
    }

    static Refusal missing(String param) {
        return invalid("Missing required parameter: '" + param + "'.", param, "missing_required_parameter");
    }

    static Refusal unknown(String param, String known) {
        String which = known.isEmpty() ? "There are none here." : "Known here: " + known + ".";
        return invalid(
                "Unknown parameter: '" + shortened(param) + "'. " + which, shortened(param), "unknown_parameter");
    }

    /** @param expected with its article, such as {@code a string} */
    static Refusal wrongType(String param, String expected, String got) {
        return invalid(
                "Invalid type for '" + param + "': expected " + expected + ", but got " + got + " instead.",
                param,
                "invalid_type");
    }

    /** @param what a sentence that says what it must be */
    public static Refusal wrongValue(String param, String got, String what) {
        return invalid("Invalid '" + param + "': '" + shortened(got) + "'. " + what, param, "invalid_value");
    }

    public static Refusal noSuchKey(String id) {
        return address(404, "There is no key '" + shortened(id) + "'. GET /admin/v1/keys lists them.", "key_not_found");
    }

    public static Refusal noSuchDeployment(String name) {
        return address(
                404,
                "There is no deployment '" + shortened(name)
                        + "': send provider/model as GET /admin/v1/models says it under deployment.",
                "deployment_not_found");
    }

    static Refusal address(int status, String message, String code) {
        return new Refusal(new GatewayError.BadAddress(status, message, code));
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}

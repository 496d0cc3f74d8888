package io.serai.doors.openai;

import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be wrong with a request, in the words and codes OpenAI uses for it. */
final class RequestErrors {

    private RequestErrors() {}

    /** What callers wrote is quoted, so both are cut where they get long. */
    static Refusal of(String message, @Nullable String param, @Nullable String code) {
        return new Refusal(
                new GatewayError.Invalid(shortened(message, 1000), param == null ? null : shortened(param, 200), code));
    }

    static Refusal unparsable(String detail) {
        return of("We could not parse the JSON body of your request: " + detail, null, "invalid_json");
    }

    static Refusal missing(String param) {
        return of("Missing required parameter: '" + param + "'.", param, "missing_required_parameter");
    }

    static Refusal unknown(String param) {
        return of("Unknown parameter: '" + param + "'.", param, "unknown_parameter");
    }

    static Refusal wrongType(String param, String expected, String got) {
        return of(
                "Invalid type for '" + param + "': expected " + expected + ", but got " + got + " instead.",
                param,
                "invalid_type");
    }

    static Refusal wrongValue(String param, String got, List<String> supported) {
        return of(
                "Invalid value: '" + shortened(got) + "'. Supported values are: '" + String.join("', '", supported)
                        + "'.",
                param,
                "invalid_value");
    }

    /** @param kind {@code integer} or {@code decimal} */
    static Refusal tooSmall(String param, String kind, String least, String got) {
        return of(
                "Invalid '" + param + "': " + kind + " below minimum value. Expected a value >= " + least + ", but got "
                        + shortened(got) + " instead.",
                param,
                kind + "_below_min_value");
    }

    /** @param kind {@code integer} or {@code decimal} */
    static Refusal tooBig(String param, String kind, String most, String got) {
        return of(
                "Invalid '" + param + "': " + kind + " above maximum value. Expected a value <= " + most + ", but got "
                        + shortened(got) + " instead.",
                param,
                kind + "_above_max_value");
    }

    static Refusal emptyArray(String param) {
        return of(
                "Invalid '" + param
                        + "': empty array. Expected an array with minimum length 1, but got an empty array instead.",
                param,
                "empty_array");
    }

    static Refusal longArray(String param, int most) {
        return of(
                "Invalid '" + param + "': array too long. Expected an array with maximum length " + most
                        + ", but got a longer one instead.",
                param,
                "array_above_max_length");
    }

    static Refusal emptyString(String param) {
        return of(
                "Invalid '" + param
                        + "': empty string. Expected a string with minimum length 1, but got an empty string instead.",
                param,
                "empty_string");
    }

    static Refusal longString(String param, int most, int got) {
        return of(
                "Invalid '" + param + "': string too long. Expected a string with maximum length " + most
                        + ", but got a string with length " + got + " instead.",
                param,
                "string_above_max_length");
    }

    static Refusal badName(String param) {
        return of(
                "Invalid '" + param
                        + "': string does not match pattern. Expected 1 to 64 characters of '^[a-zA-Z0-9_-]+$'.",
                param,
                "invalid_value");
    }

    static Refusal unsupported(String param, String instead) {
        return of(
                "Unsupported parameter: '" + param + "' is not supported. Use '" + instead + "' instead.",
                param,
                "unsupported_parameter");
    }

    /** @param other what it needs, after an opening quote: {@code stream' is enabled} */
    static Refusal onlyWith(String param, String other) {
        return of(
                "The '" + param + "' parameter is only allowed when '" + other + ".",
                param,
                "invalid_parameter_combination");
    }

    private static String shortened(String text) {
        return shortened(text, 100);
    }

    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }
}

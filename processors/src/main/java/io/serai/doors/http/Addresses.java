package io.serai.doors.http;

import io.serai.call.GatewayError;
import org.jspecify.annotations.Nullable;

/** Says what an HTTP status means that no step of ours chose. */
public final class Addresses {

    private Addresses() {}

    public static GatewayError error(int status, @Nullable String method, @Nullable String path) {
        String what = (method == null ? "This request" : method) + " "
                + (path == null ? "" : path.length() > 200 ? path.substring(0, 200) + "…" : path);
        return switch (status) {
            case 404 ->
                new GatewayError.BadAddress(
                        404,
                        "Unknown address: " + what + ". Serai answers POST /v1/chat/completions and GET /v1/models.",
                        "unknown_url");
            case 405 ->
                new GatewayError.BadAddress(
                        405, "Not allowed: " + what + ". Look up the method of this address.", "method_not_allowed");
            case 406 ->
                new GatewayError.BadAddress(
                        406,
                        "The header 'Accept' has too many types, or none that Serai answers with: send 'application/json'.",
                        "not_acceptable");
            case 408 ->
                new GatewayError.BadAddress(
                        408, "The request came too slowly: send it in one go, or less at once.", "request_timeout");
            case 413 ->
                new GatewayError.BadAddress(413, "The request is too large; send less at once.", "request_too_large");
            case 400 ->
                new GatewayError.BadAddress(
                        400,
                        "The HTTP request itself is not valid: check its request line, its headers, and how its body is"
                                + " parted into chunks.",
                        "bad_request");
            case 501 ->
                new GatewayError.BadAddress(
                        501,
                        "The request's method or its 'Transfer-Encoding' is none that Serai knows: send the body with a"
                                + " 'Content-Length' or in chunks.",
                        "not_implemented");
            default ->
                status < 500
                        ? new GatewayError.BadAddress(
                                status, "The request was refused with status " + status + ".", "refused")
                        : new GatewayError.Internal(
                                status,
                                "Something failed inside the gateway; its log says what, under this request's id.");
        };
    }
}

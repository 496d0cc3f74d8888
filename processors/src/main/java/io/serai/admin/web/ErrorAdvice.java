package io.serai.admin.web;

import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.doors.ErrorWriter;
import io.serai.doors.http.FailureLog;
import jakarta.servlet.http.HttpServletRequest;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.dao.UncategorizedDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.util.DisconnectedClientHelper;

/** Says what goes wrong under {@code /admin} in OpenAI's shape. A fault of ours goes to the log only. */
@RestControllerAdvice
public class ErrorAdvice {

    private static final Logger log = LoggerFactory.getLogger(ErrorAdvice.class);

    private static final String RETRY_AFTER_SECONDS = "5";
    private final FailureLog failures = new FailureLog(log);

    private final ErrorWriter errors;

    public ErrorAdvice(ErrorWriter errors) {
        this.errors = errors;
    }

    /** @throws Exception the same where it is none of our affair, for whoever is asked next */
    @ExceptionHandler(Exception.class)
    ResponseEntity<byte[]> answer(Exception fault, HttpServletRequest request) throws Exception {
        String path = request.getRequestURI();
        boolean ours = path.equals("/admin") || path.startsWith("/admin/");
        if (!ours || DisconnectedClientHelper.isClientDisconnectedException(fault)) {
            throw fault;
        }
        ResponseEntity<byte[]> answer = Answer.error(errors.error(error(fault, request)));
        if (answer.getStatusCode().value() == 503 && !answer.getHeaders().containsKey(HttpHeaders.RETRY_AFTER)) {
            return ResponseEntity.status(answer.getStatusCode())
                    .headers(answer.getHeaders())
                    .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                    .body(answer.getBody());
        }
        if (fault instanceof HttpRequestMethodNotSupportedException method
                && method.getSupportedHttpMethods() != null) {
            return ResponseEntity.status(answer.getStatusCode())
                    .headers(answer.getHeaders())
                    .allow(method.getSupportedHttpMethods().toArray(HttpMethod[]::new))
                    .body(answer.getBody());
        }
        return answer;
    }

    private GatewayError error(Exception fault, HttpServletRequest request) {
        String path = request.getRequestURI();
        String what = request.getMethod() + " " + (path.length() > 200 ? path.substring(0, 200) + "…" : path);
        return switch (fault) {
            case Refusal refusal -> refusal.error();
            case NoHandlerFoundException none ->
                new GatewayError.BadAddress(
                        404,
                        "Unknown address: " + what
                                + ". The admin API has keys, usage, usage/records, decide, config, config/check,"
                                + " health/providers and models under /admin/v1/.",
                        "unknown_url");
            case HttpRequestMethodNotSupportedException method ->
                new GatewayError.BadAddress(405, "Not allowed: " + what + ". " + allowed(method), "method_not_allowed");
            case HttpMediaTypeNotSupportedException type ->
                new GatewayError.BadAddress(
                        415,
                        path.endsWith("/config/check")
                                ? "Send the file's text, with the header 'Content-Type: application/yaml'."
                                : "Send the body as JSON, with the header 'Content-Type: application/json'.",
                        "unsupported_media_type");
            case DataAccessResourceFailureException away -> storeAway(away, what);
            case TransientDataAccessException away -> storeAway(away, what);
            case RecoverableDataAccessException away -> storeAway(away, what);
            // What the driver has no common code for: closed, read only, without space.
            case UncategorizedDataAccessException away -> storeAway(away, what);
            case TransactionException away -> storeAway(away, what);
            default -> other(fault, what);
        };
    }

    private GatewayError other(Exception fault, String what) {
        if (fault instanceof ErrorResponse refused && refused.getStatusCode().is4xxClientError()) {
            String why = "The request was refused: " + refused.getBody().getDetail();
            return new GatewayError.BadAddress(refused.getStatusCode().value(), why, "refused");
        }
        failures.error(what + " failed", fault);
        return new GatewayError.Internal(
                500, "Something failed inside the gateway; its log says what, under this request's id.");
    }

    private static String allowed(HttpRequestMethodNotSupportedException method) {
        var supported = method.getSupportedHttpMethods();
        return supported == null
                ? "Look up the method of this address."
                : "This address takes "
                        + supported.stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", ")) + ".";
    }

    private static GatewayError storeAway(Exception away, String what) {
        log.warn("{} found no database: {}", what, away.getMessage());
        return new GatewayError.Internal(503, "The database cannot be used now; try again in a moment.");
    }
}

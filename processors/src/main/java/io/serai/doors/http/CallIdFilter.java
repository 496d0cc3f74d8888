package io.serai.doors.http;

import io.serai.call.CallId;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.LoggerFactory;

/**
 * Gives every request its id, and serves base URLs without {@code /v1} and with a slash at the end.
 *
 * <p>OpenAI's SDKs read the id as {@code x-request-id}, Anthropic's as {@code request-id}: every answer has both, errors and
 * addresses that nobody serves included.
 */
public final class CallIdFilter implements Filter {

    private static final String ATTRIBUTE = CallId.class.getName();

    /** Spring sorts no more, and throws. */
    private static final int MOST_TYPES = 50;

    private static final String HEALTH = "/actuator/health/";

    private final FailureLog failures = new FailureLog(LoggerFactory.getLogger(CallIdFilter.class));

    /** The id of a request that passed this filter. */
    public static CallId of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof CallId id ? id : CallId.next();
    }

    static void say(CallId id, HttpServletResponse answer) {
        answer.setHeader("x-request-id", id.value());
        answer.setHeader("request-id", id.value());
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        CallId id = CallId.next();
        request.setAttribute(ATTRIBUTE, id);
        say(id, (HttpServletResponse) response);
        String path = ((HttpServletRequest) request).getRequestURI();
        try {
            serve(path, (HttpServletRequest) request, (HttpServletResponse) response, chain);
        } catch (RuntimeException | ServletException e) {
            // The server would log it each time, with its whole stack trace.
            failures.error("The request " + id + " failed where no step could answer it", e);
            if (!response.isCommitted()) {
                ((HttpServletResponse) response).sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            }
        }
    }

    private static void serve(String path, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!PlainPath.is(path)) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        if (acceptsTooMuch(request)) {
            response.sendError(HttpServletResponse.SC_NOT_ACCEPTABLE);
            return;
        }
        String canonical = canonical(path);
        RequestDispatcher dispatcher = canonical.equals(path) ? null : request.getRequestDispatcher(canonical);
        if (dispatcher == null) {
            chain.doFilter(request, path.startsWith(HEALTH) ? new NeverEmpty(response) : response);
        } else {
            dispatcher.forward(request, response);
        }
    }

    private static boolean acceptsTooMuch(HttpServletRequest request) {
        int types = 0;
        for (var accepts = request.getHeaders("accept"); accepts.hasMoreElements(); types++) {
            types += (int) accepts.nextElement().chars().filter(c -> c == ',').count();
        }
        return types > MOST_TYPES;
    }

    /** Spring answers 404 for a part of the health that it does not show, with no word. */
    private static final class NeverEmpty extends HttpServletResponseWrapper {

        NeverEmpty(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void setStatus(int status) {
            if (status != SC_NOT_FOUND) {
                super.setStatus(status);
                return;
            }
            try {
                sendError(status);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The address we serve that {@code path} means: with {@code /v1}, without a slash at the end. */
    static String canonical(String path) {
        String trimmed = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (trimmed.startsWith("/v1/v1/")) {
            return trimmed.substring(3);
        }
        if (trimmed.equals("/chat/completions") || trimmed.equals("/models") || trimmed.startsWith("/models/")) {
            return "/v1" + trimmed;
        }
        return trimmed.startsWith("/v1/") ? trimmed : path;
    }
}

package io.serai.doors.http;

import io.serai.chat.CallId;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Gives every request its id, and serves base URLs without {@code /v1} and with a slash at the end.
 *
 * <p>OpenAI's SDKs read the id as {@code x-request-id}, Anthropic's as {@code request-id}: every answer has both, errors and
 * addresses that nobody serves included.
 */
public final class CallIdFilter implements Filter {

    private static final String ATTRIBUTE = CallId.class.getName();

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
        String canonical = canonical(path);
        if (canonical.equals(path)) {
            chain.doFilter(request, response);
        } else {
            request.getRequestDispatcher(canonical).forward(request, response);
        }
    }

    /** The address we serve that {@code path} means: with {@code /v1}, without a slash at the end. */
    static String canonical(String path) {
        if (path.contains("..")) {
            return path; // whoever climbs gets no help of ours
        }
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

package io.serai.dashboard;

import io.serai.chat.GatewayError;
import io.serai.doors.ErrorReply;
import io.serai.doors.OpenAiDoor;
import io.serai.doors.PresentedKey;
import io.serai.keys.AdminKeys;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Lets nobody but the holder of the admin key pass, and has no answer kept by anybody. */
final class AdminFilter implements Filter {

    private static final String HOW =
            "Send it as 'Authorization: Bearer sk-serai-admin-…'; the first start printed it, or"
                    + " SERAI_ADMIN_KEY sets it.";

    private final AdminKeys keys;
    private final OpenAiDoor door;

    AdminFilter(AdminKeys keys, OpenAiDoor door) {
        this.keys = keys;
        this.door = door;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletResponse answer = (HttpServletResponse) response;
        answer.setHeader("cache-control", "no-store");
        String key = PresentedKey.bearer(((HttpServletRequest) request).getHeader("authorization"));
        if (keys.check(key)) {
            chain.doFilter(request, response);
        } else {
            refuse(answer, why(key));
        }
    }

    private static String why(@Nullable String key) {
        if (key == null) {
            return "The admin API needs the admin key. " + HOW;
        }
        boolean virtual = key.startsWith("sk-serai-") && !key.startsWith("sk-serai-admin-");
        return (virtual ? "This is a virtual key; the admin API needs the admin key. " : "This is not the admin key. ")
                + HOW;
    }

    private void refuse(HttpServletResponse answer, String message) throws IOException {
        ErrorReply reply = door.error(new GatewayError.Unauthenticated(message));
        answer.setStatus(reply.status());
        reply.headers().forEach(answer::setHeader);
        answer.setHeader("www-authenticate", "Bearer realm=\"serai admin\"");
        answer.setContentLength(reply.body().length);
        answer.getOutputStream().write(reply.body());
    }
}

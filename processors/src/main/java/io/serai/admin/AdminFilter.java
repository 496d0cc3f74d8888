package io.serai.admin;

import io.serai.call.GatewayError;
import io.serai.doors.ErrorReply;
import io.serai.doors.ErrorWriter;
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
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Lets nobody but the holder of the admin key pass, and has no answer kept by anybody.
 *
 * <p>Wrong keys are counted by the address of the connection; what a header says of an address is not believed.
 */
final class AdminFilter implements Filter {

    private static final String HOW =
            "Send it as 'Authorization: Bearer sk-serai-admin-…'; the first start printed it, or"
                    + " SERAI_ADMIN_KEY sets it.";

    private final AdminKeys keys;
    private final ErrorWriter errors;
    private final WrongKeys wrong;
    private final String what;

    AdminFilter(AdminKeys keys, ErrorWriter errors, InstantSource clock) {
        this(keys, errors, new WrongKeys(clock), "The admin API");
    }

    /**
     * @param wrong shared by all filters of one key, so that there are not more tries than for one
     * @param what  is asked for, as the beginning of a sentence
     */
    AdminFilter(AdminKeys keys, ErrorWriter errors, WrongKeys wrong, String what) {
        this.keys = keys;
        this.errors = errors;
        this.wrong = wrong;
        this.what = what;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletResponse answer = (HttpServletResponse) response;
        answer.setHeader("cache-control", "no-store");
        HttpServletRequest asked = (HttpServletRequest) request;
        String key = PresentedKey.bearer(asked.getHeader("authorization"));
        if (keys.check(key)) {
            // Whatever others send from this address, a proxy's above all: who guesses must not lock the admin out.
            chain.doFilter(request, response);
            return;
        }
        Duration wait = wrong.wait(asked.getRemoteAddr());
        if (wait != null) {
            refuse(
                    answer,
                    new GatewayError.TooMany(
                            "Too many wrong admin keys came from this address: wait " + Math.max(1, wait.toSeconds())
                                    + " seconds.",
                            wait));
        } else {
            if (key != null) {
                Audit.wrongKey(asked, wrong.add(asked.getRemoteAddr()));
            }
            answer.setHeader("www-authenticate", "Bearer realm=\"serai admin\"");
            refuse(answer, new GatewayError.Unauthenticated(why(key)));
        }
    }

    private String why(@Nullable String key) {
        if (key == null) {
            return what + " needs the admin key. " + HOW;
        }
        boolean virtual = key.startsWith("sk-serai-") && !key.startsWith("sk-serai-admin-");
        return (virtual ? "This is a virtual key. " + what + " needs the admin key. " : "This is not the admin key. ")
                + HOW;
    }

    private void refuse(HttpServletResponse answer, GatewayError error) throws IOException {
        ErrorReply reply = errors.error(error);
        answer.setStatus(reply.status());
        reply.headers().forEach(answer::setHeader);
        answer.setContentLength(reply.body().length);
        answer.getOutputStream().write(reply.body());
    }
}

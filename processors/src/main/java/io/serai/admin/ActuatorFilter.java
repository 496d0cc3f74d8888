package io.serai.admin;

import io.serai.doors.PresentedKey;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Shows strangers the health, and the meters to the holder of their key.
 *
 * <p>All else is for the holder of the admin key. A scraper needs no key that issues keys.
 */
final class ActuatorFilter implements Filter {

    private static final String HEALTH = "/actuator/health";
    private static final String METERS = "/actuator/prometheus";

    private final AdminFilter guard;
    private final byte @Nullable [] metricsKey;

    ActuatorFilter(AdminFilter guard, @Nullable String metricsKey) {
        this.guard = guard;
        this.metricsKey = metricsKey == null ? null : metricsKey.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest asked = (HttpServletRequest) request;
        // As it came: paths that could be read otherwise are refused before.
        String path = asked.getRequestURI();
        if (path.equals(HEALTH) || path.startsWith(HEALTH + '/') || (path.equals(METERS) && mayRead(asked))) {
            chain.doFilter(request, response);
        } else {
            guard.doFilter(request, response, chain);
        }
    }

    private boolean mayRead(HttpServletRequest asked) {
        String key = PresentedKey.bearer(asked.getHeader("authorization"));
        return metricsKey != null
                && key != null
                && MessageDigest.isEqual(metricsKey, key.getBytes(StandardCharsets.UTF_8));
    }
}

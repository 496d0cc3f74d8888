package io.serai.doors.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * Keeps calls waiting that come while the gateway is still starting.
 *
 * <p>The port is open before the routes are up. Without this a caller who reconnects at once would be told that the address
 * does not exist (404), which no client tries again.
 */
final class OpeningFilter implements Filter, ApplicationListener<ApplicationReadyEvent> {

    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final CountDownLatch ready = new CountDownLatch(1);

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        ready.countDown();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (ready.getCount() == 0 || opensInTime()) {
            chain.doFilter(request, response);
        } else {
            HttpServletResponse answer = (HttpServletResponse) response;
            answer.setHeader("retry-after", "1");
            answer.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }

    private boolean opensInTime() {
        try {
            return ready.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

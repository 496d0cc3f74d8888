package io.serai.steps.verbs;

import io.serai.call.GatewayError;
import io.serai.call.ProviderFailure;
import io.serai.call.Refusal;
import io.serai.doors.http.FailureLog;
import io.serai.steps.call.Attempts;
import io.serai.steps.call.Call;
import io.serai.steps.call.CallerGone;
import io.serai.steps.call.Slot;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The verb {@code refuse}: whatever ended the call, its caller hears it in its own dialect, and no stack trace. */
public final class RefuseStep implements Processor {

    private final FailureLog failures = new FailureLog(LoggerFactory.getLogger(RefuseStep.class));

    @Override
    public void process(Exchange exchange) {
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Call call = Slot.CALL.find(exchange);
        if (call == null) {
            throw new IllegalStateException("a door failed before it knew its caller", thrown);
        }
        call.deadline().ends();
        if (find(thrown, CallerGone.class) != null || call.deadline().hungUp()) {
            Attempts attempts = Slot.ATTEMPTS.find(exchange);
            if (attempts != null) {
                attempts.left();
            }
            call.left();
            exchange.getMessage().setBody(null);
            return;
        }
        GatewayError error = error(call, thrown);
        if (call.continues()) {
            // In a stream that has begun, whatever ended the attempt to continue it.
            error = new GatewayError.Interrupted("The answer broke off and could not be continued. " + error.message());
        } else if (!call.side().repeats()) {
            call.refused(error);
        }
        try {
            call.side().refuse(error);
        } catch (CallerGone gone) {
            call.left();
            throw gone;
        }
    }

    private GatewayError error(Call call, @Nullable Throwable thrown) {
        Refusal refusal = find(thrown, Refusal.class);
        if (refusal != null) {
            return refusal.error();
        }
        ProviderFailure failure = find(thrown, ProviderFailure.class);
        if (failure != null) {
            return new GatewayError.AllFailed(502, failure.words(), java.util.List.of(), false, failure.retryAfter());
        }
        failures.error(
                "Call " + call.id() + " failed inside the gateway",
                thrown == null ? new IllegalStateException("no step says why") : thrown);
        return new GatewayError.Internal(
                500, "Something failed inside the gateway; its log says what, under the id " + call.id() + ".");
    }

    private static <T extends Throwable> @Nullable T find(@Nullable Throwable thrown, Class<T> type) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}

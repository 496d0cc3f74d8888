package io.serai.doors.queue;

import jakarta.jms.IllegalStateException;
import java.util.EnumSet;
import java.util.Set;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.jspecify.annotations.Nullable;

/** The broker does not run; what it had handed out comes again once it does. */
public final class BrokerAway extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What says nothing of the queue that something was sent to. */
    private static final Set<ActiveMQExceptionType> FAILURES = EnumSet.of(
            ActiveMQExceptionType.INTERNAL_ERROR,
            ActiveMQExceptionType.NOT_CONNECTED,
            ActiveMQExceptionType.CONNECTION_TIMEDOUT,
            ActiveMQExceptionType.DISCONNECTED,
            ActiveMQExceptionType.REMOTE_DISCONNECT,
            ActiveMQExceptionType.UNBLOCKED,
            ActiveMQExceptionType.IO_ERROR,
            ActiveMQExceptionType.OBJECT_CLOSED,
            ActiveMQExceptionType.SESSION_CREATION_REJECTED,
            ActiveMQExceptionType.SHUTDOWN_ERROR,
            ActiveMQExceptionType.TRANSACTION_ROLLED_BACK,
            ActiveMQExceptionType.TRANSACTION_OUTCOME_UNKNOWN);

    public BrokerAway(String message) {
        super(message);
    }

    /** Whether something failed because a broker did, or a connection to it, and not because the broker refused it. */
    public static boolean isReasonOf(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BrokerAway
                    // a session that is closed
                    || cause instanceof IllegalStateException
                    || (cause instanceof ActiveMQException core && FAILURES.contains(core.getType()))) {
                return true;
            }
        }
        return false;
    }
}

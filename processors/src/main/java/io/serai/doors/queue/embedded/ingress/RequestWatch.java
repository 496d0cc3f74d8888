package io.serai.doors.queue.embedded.ingress;

import io.serai.doors.queue.embedded.port.KnownWords;
import io.serai.doors.queue.embedded.port.amqp.AmqpMessages;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses what the broker could not hand to the gateway, and tells of requests not taken in time.
 *
 * <p>A message by AMQP is turned into the broker's own kind only as it is delivered. One that cannot be, a map with a list in it
 * above all, would close one consumer of the gateway after the other.
 */
public final class RequestWatch implements ActiveMQServerMessagePlugin {

    private static final Logger log = LoggerFactory.getLogger(RequestWatch.class);
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final String REQUESTS = "llm.requests";

    private final KnownWords words;
    private long expired;
    private long untold;
    private long told = System.nanoTime() - MINUTE;

    /** @param words what AMQP clients may call things */
    public RequestWatch(KnownWords words) {
        this.words = words;
    }

    @Override
    public void beforeSend(
            ServerSession session,
            @Nullable Transaction transaction,
            Message message,
            boolean direct,
            boolean noAutoCreateQueue)
            throws ActiveMQException {
        if (!(message instanceof AMQPMessage amqp)) {
            return;
        }
        String keyId = session.getValidatedUser();
        if (!AmqpMessages.isSound(amqp.getSendBuffer(1, null).byteBuffer(), word -> words.takes(keyId, word))) {
            throw unreadable();
        }
        try {
            message.toCore();
        } catch (RuntimeException | StackOverflowError e) {
            throw unreadable();
        }
    }

    private static ActiveMQException unreadable() {
        return new ActiveMQException(
                "The message cannot be read: send the JSON as a string or as binary data, not as a map or a list.",
                ActiveMQExceptionType.UNSUPPORTED_PACKET);
    }

    @Override
    public synchronized void messageExpired(
            MessageReference message, SimpleString expiryAddress, @Nullable ServerConsumer consumer) {
        if (!message.getQueue().getName().toString().equals(REQUESTS)) {
            return;
        }
        expired++;
        untold++;
        long now = System.nanoTime();
        if (now - told >= MINUTE) {
            log.warn(
                    "Requests that expired before their turn and are in llm.expired, not asked and not billed: {} since the"
                            + " last such line, {} since the start",
                    untold,
                    expired);
            told = now;
            untold = 0;
        }
    }

    /** How many requests expired since the start. */
    public synchronized long expired() {
        return expired;
    }
}

package io.serai.doors.queue.embedded.port.amqp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPConnectionCallback;
import org.apache.activemq.artemis.protocol.amqp.broker.ActiveMQProtonRemotingConnection;
import org.apache.activemq.artemis.protocol.amqp.proton.AMQPConnectionContext;
import org.apache.qpid.proton.amqp.transport.Source;
import org.apache.qpid.proton.amqp.transport.Target;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Session;
import org.jspecify.annotations.Nullable;

/** What an AMQP client has open on one connection: the broker counts neither links nor transactions. */
public final class AmqpLinks {

    private static final int LINKS = 1_000;
    private static final int LINK_BYTES = 16 * 1024;
    private static final int SESSIONS = 250;
    private static final long TOO_MUCH = -1;
    private static final int TRANSACTIONS = 200;
    private static final EnumSet<EndpointState> ANY = EnumSet.allOf(EndpointState.class);

    private static final VarHandle OPEN = open();

    private AmqpLinks() {}

    /** About how many bytes the broker needs for all; less than nothing where there are too many, or a name too long. */
    public static long memory(Connection connection, int longestName) {
        int links = 0;
        for (Link link = connection.linkHead(ANY, ANY); link != null; link = link.next(ANY, ANY)) {
            if (++links > LINKS || isLong(link, longestName)) {
                return TOO_MUCH;
            }
        }
        int sessions = 0;
        for (Session session = connection.sessionHead(ANY, ANY); session != null; session = session.next(ANY, ANY)) {
            if (++sessions > SESSIONS) {
                return TOO_MUCH;
            }
        }
        return (long) links * LINK_BYTES;
    }

    /**
     * Whether more transactions are open than a client needs.
     *
     * <p>The broker has no means of its own to count them.
     */
    public static boolean hasManyTransactions(ActiveMQProtonRemotingConnection client) {
        AMQPConnectionContext context = client.getAmqpConnection();
        return context != null && ((Map<?, ?>) OPEN.get(context.getConnectionCallback())).size() > TRANSACTIONS;
    }

    private static VarHandle open() {
        try {
            return MethodHandles.privateLookupIn(AMQPConnectionCallback.class, MethodHandles.lookup())
                    .findVarHandle(AMQPConnectionCallback.class, "transactions", ConcurrentMap.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of the broker keeps its AMQP transactions elsewhere", e);
        }
    }

    private static boolean isLong(Link link, int longest) {
        Source source = link.getRemoteSource();
        Target target = link.getRemoteTarget();
        return source != null && isLong(source.getAddress(), longest)
                || target != null && isLong(target.getAddress(), longest)
                || isLong(link.getName(), longest);
    }

    private static boolean isLong(@Nullable String name, int longest) {
        return name != null && name.length() > longest;
    }
}

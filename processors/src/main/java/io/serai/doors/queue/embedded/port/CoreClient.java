package io.serai.doors.queue.embedded.port;

import io.serai.doors.queue.embedded.port.Reading.Pause;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.core.protocol.core.ChannelHandler;
import org.apache.activemq.artemis.core.protocol.core.CoreRemotingConnection;
import org.apache.activemq.artemis.core.protocol.core.Packet;
import org.apache.activemq.artemis.core.protocol.core.ServerSessionPacketHandler;
import org.apache.activemq.artemis.core.protocol.core.impl.ChannelImpl.CHANNEL_ID;
import org.apache.activemq.artemis.core.protocol.core.impl.PacketImpl;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.CreateProducerMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.CreateSessionMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.RemoveProducerMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SubscribeClusterTopologyUpdatesMessage;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.jspecify.annotations.Nullable;

/**
 * A connection in the broker's own protocol: what it has open, and how far it is ahead of its sessions.
 *
 * <p>The broker reads on and keeps every packet until its session's turn. Here it stops after so many, sends a mark behind them to
 * each session, and reads on when all marks have come to their turn. Touched by the channel's thread alone.
 */
final class CoreClient {

    private static final int MOST = 256 * 1024;
    /** What the broker needs for a packet besides its bytes. */
    private static final int EACH = 256;

    private static final long LOOK_MILLIS = 500;

    private static final int NO_WINDOW = -1;
    private static final int SESSIONS = 1_000;
    private static final int PRODUCERS = 1_000;
    /** A client asks once, and again where it reconnects. */
    private static final int TOPOLOGIES = 5;

    private final ClientConnection client;
    private final ActiveMQServer server;
    private final Set<Long> open = new HashSet<>();
    private final Set<Producer> producers = new HashSet<>();
    private int topologies;
    /** Those that were given something since the last marks. */
    private final Set<Long> sessions = new HashSet<>();

    private final Map<Mark, ServerSessionPacketHandler> marks = new HashMap<>();
    private long ahead;

    CoreClient(ClientConnection client, ActiveMQServer server) {
        this.client = client;
        this.server = server;
    }

    /** Counts a packet; why the connection has to end, or null. */
    @Nullable
    String received(Packet packet, CoreRemotingConnection connection) {
        switch (packet) {
            case CreateSessionMessage session -> {
                open.add(session.getSessionChannelID());
                if (session.getWindowSize() != NO_WINDOW) {
                    CoreConfirmations.begin(client.channel().pipeline(), connection, session.getSessionChannelID());
                }
            }
            case SubscribeClusterTopologyUpdatesMessage topology -> topologies++;
            case CreateProducerMessage producer -> producers.add(new Producer(packet.getChannelID(), producer.getId()));
            case RemoveProducerMessage producer ->
                producers.remove(new Producer(packet.getChannelID(), producer.getId()));
            default -> {
                // opens nothing that stays
            }
        }
        if (open.size() > SESSIONS) {
            return "there are more than " + SESSIONS + " sessions on the connection";
        }
        if (producers.size() > PRODUCERS) {
            return "there are more than " + PRODUCERS + " producers on the connection";
        }
        if (topologies > TOPOLOGIES) {
            return "a client asks no more than " + TOPOLOGIES + " times which brokers there are";
        }
        if (packet.getChannelID() >= CHANNEL_ID.USER.id) {
            if (!open.contains(packet.getChannelID())) {
                return "there is no session of the number " + packet.getChannelID();
            }
            keepPace(packet, connection);
            if (packet.getType() == PacketImpl.SESS_CLOSE) {
                open.remove(packet.getChannelID());
                client.largeComplete(packet.getChannelID());
                CoreConfirmations.end(client.channel().pipeline(), packet.getChannelID());
                producers.removeIf(each -> each.session == packet.getChannelID());
            }
        }
        return null;
    }

    private record Producer(long session, int id) {}

    private void keepPace(Packet packet, CoreRemotingConnection connection) {
        sessions.add(packet.getChannelID());
        ahead += packet.getPacketSize() + EACH;
        if (ahead < MOST || !marks.isEmpty()) {
            return;
        }
        ahead = 0;
        for (Long each : sessions) {
            ChannelHandler handler = connection.getChannel(each, -1).getHandler();
            if (handler instanceof ServerSessionPacketHandler session) {
                Mark mark = new Mark();
                marks.put(mark, session);
                session.handlePacket(mark);
            }
        }
        sessions.clear();
        if (!marks.isEmpty()) {
            client.reading().pause(Pause.BEHIND);
            lookAgain();
        }
    }

    private void reached(Mark mark) {
        marks.remove(mark);
        if (marks.isEmpty()) {
            client.resume(Pause.BEHIND);
        }
    }

    /** A session that ends forgets what was not its turn yet. */
    private void lookAgain() {
        client.channel().eventLoop().schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        if (marks.isEmpty() || !client.channel().isActive()) {
            return;
        }
        Iterator<ServerSessionPacketHandler> each = marks.values().iterator();
        while (each.hasNext()) {
            if (server.getSessionByID(each.next().getSession().getName()) == null) {
                each.remove();
            }
        }
        if (marks.isEmpty()) {
            client.resume(Pause.BEHIND);
        } else {
            lookAgain();
        }
    }

    /** A packet that means nothing to a session; it is asked for its type when it is its turn. */
    private final class Mark extends PacketImpl {

        private boolean seen;

        Mark() {
            super(NULL_RESPONSE);
        }

        @Override
        public byte getType() {
            if (!seen) {
                seen = true;
                client.channel().eventLoop().execute(() -> reached(this));
            }
            return super.getType();
        }

        @Override
        public boolean isRequiresConfirmations() {
            return false;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}

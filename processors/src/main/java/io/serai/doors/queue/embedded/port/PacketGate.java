package io.serai.doors.queue.embedded.port;

import java.util.List;
import java.util.Set;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.ActiveMQSecurityException;
import org.apache.activemq.artemis.api.core.Interceptor;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.core.protocol.core.CoreRemotingConnection;
import org.apache.activemq.artemis.core.protocol.core.Packet;
import org.apache.activemq.artemis.core.protocol.core.impl.ChannelImpl.CHANNEL_ID;
import org.apache.activemq.artemis.core.protocol.core.impl.PacketImpl;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.ActiveMQExceptionMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.CreateAddressMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.CreateProducerMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.CreateQueueMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.CreateSessionMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.CreateSessionMessage_V2;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.CreateSharedQueueMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.ReattachSessionMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.ReattachSessionResponseMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionAddMetaDataMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionAddMetaDataMessageV2;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionBindingQueryMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionCreateConsumerMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionDeleteQueueMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionProducerCreditsMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionQueueQueryMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionRequestProducerCreditsMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionSendContinuationMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionSendLargeMessage;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.jspecify.annotations.Nullable;

/**
 * Lets through what JMS clients say in the broker's own protocol, not what brokers say.
 *
 * <p>The broker makes a queue for a stranger who asks outside of a session, and lets any client end the distributed transactions
 * of any other.
 */
public final class PacketGate implements Interceptor {

    /** What clients write before the name of a queue. */
    public static final List<String> ANYCAST_PREFIXES = List.of("/queue/", "queue://", "jms.queue.");

    private static final Set<Byte> BEFORE_A_SESSION = Set.of(
            PacketImpl.PING,
            PacketImpl.DISCONNECT,
            PacketImpl.DISCONNECT_V2,
            PacketImpl.DISCONNECT_V3,
            PacketImpl.EXCEPTION,
            PacketImpl.NULL_RESPONSE,
            PacketImpl.PACKETS_CONFIRMED,
            PacketImpl.CREATESESSION,
            PacketImpl.CREATESESSION_V2,
            PacketImpl.REATTACH_SESSION,
            PacketImpl.CHECK_FOR_FAILOVER,
            PacketImpl.SUBSCRIBE_TOPOLOGY,
            PacketImpl.SUBSCRIBE_TOPOLOGY_V2);

    private static final Set<Byte> IN_A_SESSION = Set.of(
            PacketImpl.EXCEPTION,
            PacketImpl.NULL_RESPONSE,
            PacketImpl.PACKETS_CONFIRMED,
            PacketImpl.CREATE_ADDRESS,
            PacketImpl.CREATE_QUEUE,
            PacketImpl.CREATE_QUEUE_V2,
            PacketImpl.CREATE_SHARED_QUEUE,
            PacketImpl.CREATE_SHARED_QUEUE_V2,
            PacketImpl.DELETE_QUEUE,
            PacketImpl.CREATE_PRODUCER,
            PacketImpl.REMOVE_PRODUCER,
            PacketImpl.SESS_CREATECONSUMER,
            PacketImpl.SESS_CONSUMER_CLOSE,
            PacketImpl.SESS_ACKNOWLEDGE,
            PacketImpl.SESS_INDIVIDUAL_ACKNOWLEDGE,
            PacketImpl.SESS_EXPIRED,
            PacketImpl.SESS_COMMIT,
            PacketImpl.SESS_ROLLBACK,
            PacketImpl.SESS_QUEUEQUERY,
            PacketImpl.SESS_BINDINGQUERY,
            PacketImpl.SESS_START,
            PacketImpl.SESS_STOP,
            PacketImpl.SESS_CLOSE,
            PacketImpl.SESS_FLOWTOKEN,
            PacketImpl.SESS_SEND,
            PacketImpl.SESS_SEND_LARGE,
            PacketImpl.SESS_SEND_CONTINUATION,
            PacketImpl.SESS_FORCE_CONSUMER_DELIVERY,
            PacketImpl.SESS_PRODUCER_REQUEST_CREDITS,
            PacketImpl.SESS_ADD_METADATA,
            PacketImpl.SESS_ADD_METADATA2,
            PacketImpl.SESS_UNIQUE_ADD_METADATA);

    private static final int LONGEST_METADATA = 255;
    /** What the file of a large message takes at least. */
    private static final int LARGE_BEGINS = 4 * 1024;

    /** What JMS clients say of their sessions. */
    private static final Set<String> METADATA =
            Set.of(ClientSession.JMS_SESSION_IDENTIFIER_PROPERTY, ClientSession.JMS_SESSION_CLIENT_ID_PROPERTY);

    private static final SimpleString NONE = SimpleString.of("");

    private final ActiveMQServer server;
    private final RefusedLogins refused;
    private final long longest;

    public PacketGate(ActiveMQServer server, RefusedLogins refused, long longest) {
        this.server = server;
        this.refused = refused;
        this.longest = longest;
    }

    /** Whether a client sends packets of that type on that channel. */
    static boolean isSentByClients(byte type, long channel) {
        return (channel >= CHANNEL_ID.USER.id ? IN_A_SESSION : BEFORE_A_SESSION).contains(type);
    }

    @Override
    public boolean intercept(Packet packet, RemotingConnection connection) {
        ClientConnection client = ClientConnection.of(connection);
        if (client == null) {
            return true;
        }
        client.frameComplete();
        if (!isSentByClients(packet.getType(), packet.getChannelID())) {
            end(client, connection, "a client does not send packets of type " + packet.getType());
            return false;
        }
        if (packet.getType() == PacketImpl.PACKETS_CONFIRMED) {
            // Confirmed already, in the client's place.
            return false;
        }
        CoreClient core = client.core(server);
        String tooMany = core.received(packet, (CoreRemotingConnection) connection);
        if (tooMany != null) {
            end(client, connection, tooMany);
            return false;
        }
        if (name(packet).length() > ClientConnection.LONGEST_NAME) {
            String why = "The name is longer than " + ClientConnection.LONGEST_NAME + " characters.";
            if (isAnswered(packet)) {
                refuse(packet, connection, why);
            } else {
                // Such as a producer: its client would wait for credits. It writes what it did not ask for into its
                // log.
                answerOn(connection, packet, refusal(packet, why));
                end(client, connection, why);
            }
            return false;
        }
        if (packet instanceof CreateSessionMessage session && isLong(session)) {
            end(client, connection, "a name of the session or of its user is too long");
            return false;
        }
        if (packet instanceof SessionRequestProducerCreditsMessage credits
                && server.getAddressInfo(unprefixed(credits.getAddress())) == null) {
            // The broker would keep an account of every name; what is sent there is refused anyway, and told why.
            answerOn(connection, packet, new SessionProducerCreditsMessage(credits.getCredits(), credits.getAddress()));
            return false;
        }
        if (packet instanceof ReattachSessionMessage) {
            // A session is known by a name that is no secret, and is never handed to another connection: the client
            // makes a new one.
            answerOn(connection, packet, new ReattachSessionResponseMessage(-1, false));
            return false;
        }
        if (isUnknownMetadata(packet)) {
            refuse(packet, connection, "There is no permission to say of a session what no JMS client says.");
            return false;
        }
        if (isMetadataLong(packet)) {
            end(client, connection, "a client id is longer than " + LONGEST_METADATA + " characters");
            return false;
        }
        if (packet instanceof CreateAddressMessage address && !address.isAutoCreated()) {
            // One that the broker makes by itself goes with its last queue, one that is asked for would stay for ever.
            refuse(
                    address,
                    connection,
                    "There is no permission to create an address without a queue: create a queue, its address comes with it.");
            return false;
        }
        String tooLarge = tooLarge(packet, client);
        if (tooLarge != null) {
            end(client, connection, tooLarge);
            return false;
        }
        return true;
    }

    /** A large message is written to the disk as it comes; why it has to stop, or null. */
    private @Nullable String tooLarge(Packet packet, ClientConnection client) {
        int bytes = switch (packet) {
            case SessionSendLargeMessage begin -> LARGE_BEGINS + begin.getPacketSize();
            case SessionSendContinuationMessage part -> part.getBody().length;
            default -> 0;
        };
        if (bytes == 0) {
            return null;
        }
        if (server.getPagingManager().isDiskFull()) {
            return "the disk is nearly full: send the message again later";
        }
        long session = packet.getChannelID();
        if (client.large(session) + bytes > longest + LARGE_BEGINS) {
            return "the message is longer than the " + longest + " bytes that are taken";
        }
        if (!client.addLarge(session, bytes)) {
            return "large messages of this key that are not complete are longer than what one key may have under way";
        }
        if (packet instanceof SessionSendContinuationMessage part && !part.isContinues()) {
            client.largeComplete(session);
        }
        return null;
    }

    /** The broker keeps what clients say of their sessions: each name of theirs would take memory. */
    private static boolean isUnknownMetadata(Packet packet) {
        return switch (packet) {
            case SessionAddMetaDataMessage about -> !METADATA.contains(about.getKey());
            case SessionAddMetaDataMessageV2 about -> !METADATA.contains(about.getKey());
            default -> false;
        };
    }

    /** What of the broker a packet is about; empty for none. */
    private static SimpleString name(Packet packet) {
        SimpleString name = switch (packet) {
            case SessionQueueQueryMessage query -> query.getQueueName();
            case SessionBindingQueryMessage query -> query.getAddress();
            case SessionRequestProducerCreditsMessage credits -> credits.getAddress();
            case SessionCreateConsumerMessage consumer -> consumer.getQueueName();
            case SessionDeleteQueueMessage delete -> delete.getQueueName();
            case CreateProducerMessage producer -> producer.getAddress();
            case CreateAddressMessage create -> create.getAddress();
            case CreateQueueMessage create -> longer(create.getAddress(), create.getQueueName());
            case CreateSharedQueueMessage create -> longer(create.getAddress(), create.getQueueName());
            default -> null;
        };
        return name == null ? NONE : name;
    }

    private static @Nullable SimpleString longer(@Nullable SimpleString one, @Nullable SimpleString other) {
        return one == null || other != null && other.length() > one.length() ? other : one;
    }

    private static SimpleString unprefixed(SimpleString address) {
        for (String prefix : ANYCAST_PREFIXES) {
            if (address.startsWith(SimpleString.of(prefix))) {
                return address.subSeq(prefix.length(), address.length());
            }
        }
        return address;
    }

    private static boolean isMetadataLong(Packet packet) {
        return switch (packet) {
            case SessionAddMetaDataMessage about -> isLong(about.getData());
            case SessionAddMetaDataMessageV2 about -> isLong(about.getData());
            default -> false;
        };
    }

    private static boolean isLong(@Nullable String text) {
        return text != null && text.length() > LONGEST_METADATA;
    }

    /** The broker keeps them as long as the session. */
    private static boolean isLong(CreateSessionMessage session) {
        return isLong(session.getName())
                || isLong(session.getUsername())
                || isLong(session.getDefaultAddress())
                || session instanceof CreateSessionMessage_V2 newer && isLong(newer.getClientID());
    }

    private static void refuse(Packet packet, RemotingConnection connection, String why) {
        if (isAnswered(packet)) {
            answerOn(connection, packet, refusal(packet, why));
        }
    }

    private static ActiveMQExceptionMessage refusal(Packet packet, String why) {
        ActiveMQExceptionMessage answer = new ActiveMQExceptionMessage(new ActiveMQSecurityException(why));
        answer.setCorrelationID(packet.getCorrelationID());
        return answer;
    }

    /** Whether its client waits for an answer. */
    private static boolean isAnswered(Packet packet) {
        return packet.isRequiresResponse()
                || packet instanceof SessionAddMetaDataMessageV2 about && about.isRequiresConfirmations()
                || packet instanceof SessionQueueQueryMessage
                || packet instanceof SessionBindingQueryMessage
                || packet instanceof SessionDeleteQueueMessage;
    }

    private static void answerOn(RemotingConnection connection, Packet packet, Packet answer) {
        ((CoreRemotingConnection) connection)
                .getChannel(packet.getChannelID(), -1)
                .send(answer);
    }

    private void end(ClientConnection client, RemotingConnection connection, String why) {
        refused.log(client.remoteHost(), why);
        connection.asyncFail(new ActiveMQException(why, ActiveMQExceptionType.SECURITY_EXCEPTION));
        client.close();
    }
}

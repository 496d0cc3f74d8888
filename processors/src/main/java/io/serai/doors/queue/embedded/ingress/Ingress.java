package io.serai.doors.queue.embedded.ingress;

import io.serai.doors.PresentedKey;
import io.serai.doors.queue.BrokerLogins;
import io.serai.doors.queue.BrokerLogins.Login;
import io.serai.doors.queue.embedded.port.ClientConnection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.ActiveMQSecurityException;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.paging.PagingStore;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.protocol.core.CoreRemotingConnection;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerPlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.protocol.SessionCallback;
import org.jspecify.annotations.Nullable;

/**
 * Looks at each message before it is stored: whose it is, and whether it is taken.
 *
 * <p>The key leaves the message here. What goes on carries the id of the key in {@link #CALLER}, which no client can set, so that
 * neither the journal nor a log line that prints a message holds a key.
 */
public final class Ingress implements ActiveMQServerPlugin {

    /** The id of the sender's key; empty where the message itself carried a key that is refused. */
    public static final String CALLER = "serai_caller";

    /** The id of the key that its sender logged in with, whose the queue for the answer is. */
    public static final String LOGIN = "serai_caller_login";

    /** Why the message's own key is refused. */
    public static final String HINT = "serai_caller_hint";

    private static final String AUTHORIZATION = "authorization";
    private static final int PROPERTIES = 64 * 1024;
    private static final int SESSIONS_PER_CONNECTION = 200;

    /** What only the broker itself may say of a message. */
    private static final List<SimpleString> BROKERS_OWN = List.of(
            Message.HDR_ROUTE_TO_IDS,
            Message.HDR_SCALEDOWN_TO_IDS,
            Message.HDR_ROUTE_TO_ACK_IDS,
            Message.HDR_BRIDGE_DUPLICATE_ID,
            Message.HDR_ACTUAL_EXPIRY_TIME,
            Message.HDR_ORIGINAL_ADDRESS,
            Message.HDR_ORIGINAL_QUEUE,
            Message.HDR_ORIG_MESSAGE_ID,
            Message.HDR_ORIG_ROUTING_TYPE,
            Message.HDR_VALIDATED_USER,
            Message.HDR_INGRESS_TIMESTAMP);

    private static final List<String> TEMPORARY =
            List.of("temp-queue://", "temp-topic://", "/temp-queue/", "/temp-topic/");
    private static final List<String> LASTING =
            List.of("queue://", "topic://", "/queue/", "/topic/", "jms.queue.", "jms.topic.", "queue:", "topic:");

    private final ActiveMQServer server;
    private final BrokerLogins logins;
    private final WaitingByKey waiting;
    private final UncommittedWork uncommitted;
    private final UnreadAnswers unread;
    private final QueueRights rights;
    private final long longestBody;
    private final int sessionsPerKey;
    private final long answersKept;

    public Ingress(
            ActiveMQServer server,
            Set<String> requests,
            BrokerLogins logins,
            WaitingByKey waiting,
            UncommittedWork uncommitted,
            UnreadAnswers unread,
            long longestBody,
            int sessionsPerKey,
            long answersKeptMillis) {
        this.server = server;
        this.logins = logins;
        this.waiting = waiting;
        this.uncommitted = uncommitted;
        this.unread = unread;
        this.rights = new QueueRights(server, requests);
        this.longestBody = longestBody;
        this.sessionsPerKey = sessionsPerKey;
        this.answersKept = answersKeptMillis;
    }

    @Override
    public void beforeSend(
            ServerSession session,
            @Nullable Transaction transaction,
            Message message,
            boolean direct,
            boolean noAutoCreateQueue)
            throws ActiveMQException {
        String keyId = session.getValidatedUser();
        if (QueueRights.GATEWAY.equals(keyId)) {
            limit(message);
            return;
        }
        try {
            allowed(keyId, session.removePrefix(message.getAddressSimpleString()));
            fits(message);
            MessageRules.check(message);
            waiting.check(keyId, message);
            answerable(keyId, message);
            if (isOf(transaction, session)) {
                uncommitted.check(keyId, message);
            }
        } catch (ActiveMQException e) {
            ClientConnection client = ClientConnection.of(session.getRemotingConnection());
            if (client != null) {
                client.refusedBecause(e.getMessage());
            }
            if (transaction != null && isOf(transaction, session)) {
                // A client does not wait for the answer to such a message: it has to hear when it commits.
                transaction.markAsRollbackOnly(e);
            }
            throw e;
        }
        name(keyId, message);
    }

    /** In the broker's own protocol every session has a transaction; not every one sends in it. */
    private static boolean isOf(@Nullable Transaction transaction, ServerSession session) {
        ClientConnection client = ClientConnection.of(session.getRemotingConnection());
        return transaction != null
                && (!(session.getRemotingConnection() instanceof CoreRemotingConnection)
                        || client != null && client.isTransacted(session.getName()));
    }

    @Override
    public void afterCloseSession(ServerSession session, boolean failed) {
        ClientConnection client = ClientConnection.of(session.getRemotingConnection());
        if (client != null) {
            client.forgetTransacted(session.getName());
        }
    }

    /** The broker asks again, in words of its own. */
    private void allowed(String keyId, @Nullable SimpleString address) throws ActiveMQException {
        if (address != null && !rights.allows(keyId, CheckType.SEND, address.toString())) {
            throw refused("There is no permission to send to " + address + ": requests go to "
                    + String.join(", ", rights.requests()) + ".");
        }
    }

    /** An answer waits for its client only so long. */
    private void limit(Message message) {
        if (message.getExpiration() == 0 && message.getAddressSimpleString() != null) {
            Queue queue = server.locateQueue(message.getAddressSimpleString());
            if (queue != null && QueueRights.owner(queue) != null) {
                message.setExpiration(System.currentTimeMillis() + answersKept);
            }
        }
    }

    private void fits(Message message) throws ActiveMQException {
        // Text is two bytes a character here; the door counts again.
        long most = (message instanceof ICoreMessage core && core.getType() == Message.TEXT_TYPE
                        ? 2 * longestBody
                        : longestBody)
                + PROPERTIES;
        if (message.getPersistentSize() > most) {
            throw refused("The message is longer than the " + longestBody + " bytes that are taken.");
        }
        if (message instanceof ICoreMessage object && object.getType() == Message.OBJECT_TYPE) {
            throw refused("Object messages are not taken: send the JSON as text or bytes.");
        }
        boolean core = message instanceof ICoreMessage;
        if (message.isLargeMessage() && !core
                || message.containsProperty(Message.HDR_LARGE_COMPRESSED)
                || core && ((ICoreMessage) message).getType() == Message.EMBEDDED_TYPE) {
            throw refused("Compressed and embedded messages are not taken: send the JSON as text or bytes.");
        }
    }

    private void answerable(String keyId, Message message) throws ActiveMQException {
        SimpleString replyTo = message.getReplyTo();
        if (replyTo == null || replyTo.isEmpty()) {
            return;
        }
        unread.check(keyId);
        String name = replyTo.toString();
        for (String prefix : TEMPORARY) {
            if (name.startsWith(prefix)) {
                name = name.substring(prefix.length());
                if (rights.queues(name).isEmpty()) {
                    throw refused("There is no temporary queue " + name + " for the answer.");
                }
            }
        }
        for (String prefix : LASTING) {
            if (name.startsWith(prefix)) {
                name = name.substring(prefix.length());
                break;
            }
        }
        if (!QueueRights.mayBeNamed(name) || !rights.isFree(keyId, name)) {
            throw refused("The answer cannot go to " + name + ": the name is reserved, or the queue is another key's.");
        }
        if (isFull(SimpleString.of(name))) {
            throw new ActiveMQException(
                    "The queue " + name + " is full: read the answers that wait there before you ask for more.",
                    ActiveMQExceptionType.ADDRESS_FULL);
        }
    }

    private boolean isFull(SimpleString address) {
        if (server.getAddressInfo(address) == null) {
            return false;
        }
        try {
            PagingStore store = server.getPagingManager().getPageStore(address);
            return store != null && store.isPageFull();
        } catch (Exception e) {
            throw new IllegalStateException("how full " + address + " is could not be found", e);
        }
    }

    private void name(String keyId, Message message) {
        Object own = null;
        for (SimpleString property : List.copyOf(message.getPropertyNames())) {
            String lowercase = property.toString().toLowerCase(Locale.ROOT);
            if (lowercase.equals(AUTHORIZATION)) {
                own = message.removeProperty(property);
            } else if (lowercase.startsWith(CALLER)) {
                message.removeProperty(property);
            }
        }
        BROKERS_OWN.forEach(message::removeProperty);
        keepApart(keyId, message);
        String caller = keyId;
        if (own != null) {
            Login login = logins.login(PresentedKey.bearer(own.toString()));
            caller = login.keyId() == null ? "" : login.keyId();
            if (login.refusal() != null) {
                message.putStringProperty(HINT, login.refusal());
            }
        }
        if (caller.equals(BrokerLogins.OPERATOR)) {
            caller = "";
            message.putStringProperty(HINT, "The admin key sends no requests of its own.");
        }
        message.putStringProperty(CALLER, caller);
        message.putStringProperty(LOGIN, keyId);
        if (!(message instanceof ICoreMessage)) {
            message.reencode();
        }
    }

    /** Two clients may count their messages alike; neither must lose one as the other's duplicate. */
    private static void keepApart(String keyId, Message message) {
        byte[] duplicate = message.getDuplicateIDBytes();
        if (duplicate != null) {
            message.removeProperty(Message.HDR_DUPLICATE_DETECTION_ID);
            message.putStringProperty(
                    Message.HDR_DUPLICATE_DETECTION_ID,
                    SimpleString.of(keyId + ":" + HexFormat.of().formatHex(duplicate)));
        }
    }

    @Override
    public void beforeCreateSession(
            String name,
            @Nullable String username,
            int minLargeMessageSize,
            RemotingConnection connection,
            boolean autoCommitSends,
            boolean autoCommitAcks,
            boolean preAcknowledge,
            boolean xa,
            @Nullable String defaultAddress,
            SessionCallback callback,
            boolean autoCreateQueues,
            OperationContext context,
            Map<SimpleString, RoutingType> prefixes)
            throws ActiveMQException {
        ClientConnection client = ClientConnection.of(connection);
        if (client == null) {
            return;
        }
        // The broker opens each AMQP session so, and offers no such transaction there.
        if (xa && connection instanceof CoreRemotingConnection) {
            throw refused("Distributed (XA) transactions are not offered: use a local one.");
        }
        // Sessions are found by their names: a second of a name would take the place of the first, whoever's it is.
        if (server.getSessionByID(name) != null) {
            throw refused("There is a session of this name already: each needs a name of its own.");
        }
        String keyId = client.keyId();
        long sessions = server.getSessions().stream()
                .filter(each -> keyId != null && keyId.equals(each.getValidatedUser()))
                .count();
        // A session may log in with another key than the connection's.
        long here = server.getSessions().stream()
                .filter(each -> each.getRemotingConnection() == connection)
                .count();
        if (here >= SESSIONS_PER_CONNECTION) {
            throw refused("There are too many sessions on this connection: close some.");
        }
        if (sessions >= sessionsPerKey) {
            throw refused("There are too many sessions with this key: close some, or share one.");
        }
        if (!autoCommitSends) {
            client.transacted(name);
        }
    }

    private static ActiveMQSecurityException refused(String why) {
        return new ActiveMQSecurityException(why);
    }
}

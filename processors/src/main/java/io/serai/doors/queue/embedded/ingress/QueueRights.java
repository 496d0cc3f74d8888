package io.serai.doors.queue.embedded.ingress;

import io.serai.doors.queue.BrokerLogins;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.utils.CompositeAddress;
import org.jspecify.annotations.Nullable;

/**
 * Says what a client may do: send requests, and make, read and delete queues of its own; an operator reads what was set aside.
 *
 * <p>A queue belongs to the key that it was made for; the broker keeps the key's id with it. What has no owner among the keys
 * belongs to the gateway. Fails closed: what is not named here is refused.
 */
public final class QueueRights {

    /** What an operator, who logs in with the admin key, reads and may send to the request queues again. */
    private static final Set<String> SET_ASIDE = Set.of("llm.requests.dlq", "llm.expired", "serai.usage.dlq");

    /** Owner of what the gateway itself makes; never the id of a key. */
    public static final String GATEWAY = "gateway";

    private static final int LONGEST_NAME = 250;
    /** Ours, the broker's own, and prefixes that stand for no queue here. */
    private static final List<String> RESERVED =
            List.of("llm", "serai", "activemq", "$", "/", "queue:", "topic:", "temp-queue:", "temp-topic:", "jms.");

    private final ActiveMQServer server;
    private final Set<String> requests;

    /** @param requests where clients may send to; what reads them is in {@code routes/} */
    public QueueRights(ActiveMQServer server, Set<String> requests) {
        this.server = server;
        this.requests = requests;
    }

    Set<String> requests() {
        return requests;
    }

    /**
     * Whether a client may do that.
     *
     * @param address with {@code ::} and the queue's name behind it where a queue is meant
     */
    public boolean allows(String keyId, CheckType act, String address) {
        boolean named = CompositeAddress.isFullyQualified(address);
        String where = named ? CompositeAddress.extractAddressName(address) : address;
        String queue = named ? CompositeAddress.extractQueueName(address) : null;
        if (keyId.equals(BrokerLogins.OPERATOR)) {
            return switch (act) {
                case SEND -> queue == null && requests.contains(where);
                case CONSUME, BROWSE -> queue != null && SET_ASIDE.contains(queue) && queue.equals(where);
                default -> false;
            };
        }
        return switch (act) {
            case SEND -> queue == null && requests.contains(where);
            case CONSUME, BROWSE, DELETE_DURABLE_QUEUE, DELETE_NON_DURABLE_QUEUE ->
                queue != null && mayBeNamed(queue) && mayBeNamed(where) && keyId.equals(owner(queue));
            case CREATE_DURABLE_QUEUE, CREATE_NON_DURABLE_QUEUE ->
                queue != null && mayBeNamed(queue) && mayBeNamed(where) && isFree(keyId, where);
            case CREATE_ADDRESS, DELETE_ADDRESS -> mayBeNamed(where) && isFree(keyId, where);
            case MANAGE, VIEW, EDIT -> false;
        };
    }

    /** Whether a client may have a queue of that name. */
    static boolean mayBeNamed(String name) {
        if (name.isBlank() || name.length() > LONGEST_NAME || name.contains("::")) {
            return false;
        }
        // Wildcards mean other queues to some of the broker's parts.
        if (name.chars().anyMatch(each -> each < ' ' || each == '#' || each == '*' || each == '>' || each == ',')) {
            return false;
        }
        String lowercase = name.toLowerCase(Locale.ROOT);
        return RESERVED.stream().noneMatch(reserved -> begins(lowercase, reserved));
    }

    /** A word is reserved with all that follows behind a full stop. */
    private static boolean begins(String name, String reserved) {
        if (!name.startsWith(reserved)) {
            return false;
        }
        return !Character.isLetter(reserved.charAt(reserved.length() - 1))
                || name.length() == reserved.length()
                || name.charAt(reserved.length()) == '.';
    }

    /** Whether all queues of an address belong to that key, or there are none. */
    boolean isFree(String keyId, String address) {
        return queues(address).stream().allMatch(queue -> keyId.equals(owner(queue)));
    }

    List<Queue> queues(String address) {
        try {
            return server.getPostOffice().listQueuesForAddress(SimpleString.of(address));
        } catch (Exception e) {
            throw new IllegalStateException("the queues of an address could not be listed", e);
        }
    }

    /** The id of the key that a queue belongs to, or null. */
    @Nullable
    String owner(String queue) {
        Queue found = server.locateQueue(SimpleString.of(queue));
        return found == null ? null : owner(found);
    }

    static @Nullable String owner(Queue queue) {
        SimpleString user = queue.getUser();
        return user == null || GATEWAY.equals(user.toString()) ? null : user.toString();
    }
}

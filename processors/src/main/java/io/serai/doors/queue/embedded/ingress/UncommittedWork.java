package io.serai.doors.queue.embedded.ingress;

import io.serai.doors.queue.embedded.port.Shares;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.postoffice.RoutingStatus;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.TransactionOperationAbstract;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what was sent in open transactions, which the broker keeps in memory without an end.
 *
 * <p>A message counts as its size and what the broker needs to know it by.
 */
public final class UncommittedWork implements ActiveMQServerMessagePlugin {

    private final Shares shares;

    /** @param most bytes of all keys */
    public UncommittedWork(long most) {
        this.shares = new Shares(most);
    }

    /** Refuses a message that would be too much. */
    void check(String keyId, Message message) throws ActiveMQException {
        if (shares.isRefused(keyId, MessageRules.memory(message))) {
            throw new ActiveMQException(
                    "Too much of this key is not committed: commit after fewer messages. One key may have "
                            + shares.share() + " bytes in open transactions, each message counting "
                            + MessageRules.KNOWN_BY + " more than its size.",
                    ActiveMQExceptionType.ADDRESS_FULL);
        }
    }

    @Override
    public void afterSend(
            ServerSession session,
            @Nullable Transaction transaction,
            Message message,
            boolean direct,
            boolean noAutoCreateQueue,
            RoutingStatus result)
            throws ActiveMQException {
        String keyId = session.getValidatedUser();
        if (transaction == null || QueueRights.GATEWAY.equals(keyId)) {
            return;
        }
        long bytes = MessageRules.memory(message);
        shares.add(keyId, bytes);
        transaction.addOperation(new TransactionOperationAbstract() {
            @Override
            public void afterCommit(Transaction committed) {
                shares.add(keyId, -bytes);
            }

            @Override
            public void afterRollback(Transaction rolledBack) {
                shares.add(keyId, -bytes);
            }
        });
    }
}

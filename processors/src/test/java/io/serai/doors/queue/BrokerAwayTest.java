package io.serai.doors.queue;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.ActiveMQAddressFullException;
import org.apache.activemq.artemis.api.core.ActiveMQIOErrorException;
import org.apache.activemq.artemis.api.core.ActiveMQInternalErrorException;
import org.apache.activemq.artemis.api.core.ActiveMQNonExistentQueueException;
import org.apache.activemq.artemis.api.core.ActiveMQNotConnectedException;
import org.apache.activemq.artemis.api.core.ActiveMQObjectClosedException;
import org.apache.activemq.artemis.api.core.ActiveMQSecurityException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jms.UncategorizedJmsException;

/** A broker that failed is told from a queue that cannot be sent to. */
class BrokerAwayTest {

    @ParameterizedTest
    @MethodSource
    void aBrokerThatFailedIs(Exception failure) {
        assertThat(BrokerAway.isReasonOf(failure)).isTrue();
        JMSException told = new JMSException("told");
        told.initCause(failure);
        assertThat(BrokerAway.isReasonOf(new UncategorizedJmsException(told))).isTrue();
    }

    static Stream<Exception> aBrokerThatFailedIs() {
        return Stream.of(
                new BrokerAway("the embedded broker does not run"),
                new IllegalStateException("Session is closed"),
                new ActiveMQNotConnectedException("AMQ219010: Connection is destroyed"),
                new ActiveMQObjectClosedException("closed"),
                new ActiveMQIOErrorException("No space left on device"),
                new ActiveMQInternalErrorException("PageWriter Service is stopped"));
    }

    @ParameterizedTest
    @MethodSource
    void aBrokerThatRefusesIsNot(Exception refusal) {
        assertThat(BrokerAway.isReasonOf(refusal)).isFalse();
    }

    static Stream<Exception> aBrokerThatRefusesIsNot() {
        return Stream.of(
                new InvalidDestinationException("there is no such queue"),
                new ActiveMQNonExistentQueueException("there is no such queue"),
                new ActiveMQSecurityException("not yours"),
                new ActiveMQAddressFullException("full"),
                new RuntimeException("something else"));
    }
}

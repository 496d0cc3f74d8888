package io.serai.e2e;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** Asks the simulator by queue, again and again, whether the broker is there or not; reads nothing before it has stopped. */
final class QueueLoad implements AutoCloseable {

    private static final String ANSWERS = "answers-of-load";
    private static final String BODY =
            "{\"model\": \"simulator/fast\", \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}";

    private final GatewayProcess gateway;
    private final String key;
    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final AtomicInteger number = new AtomicInteger();
    private final Thread thread;
    private volatile boolean stopped;

    QueueLoad(GatewayProcess gateway, String key) {
        this.gateway = gateway;
        this.key = key;
        this.thread = Thread.ofPlatform().daemon().name("queue-load").start(this::run);
    }

    private ActiveMQConnectionFactory connections() {
        ActiveMQConnectionFactory connections =
                new ActiveMQConnectionFactory("tcp://127.0.0.1:" + gateway.brokerPort(), "any", key);
        connections.setReconnectAttempts(0);
        return connections;
    }

    private void run() {
        while (!stopped) {
            try (ActiveMQConnectionFactory connections = connections();
                    JMSContext jms = connections.createContext()) {
                while (!stopped) {
                    TextMessage request = jms.createTextMessage(BODY);
                    String id = "load-" + number.incrementAndGet();
                    request.setJMSCorrelationID(id);
                    request.setJMSReplyTo(jms.createQueue(ANSWERS));
                    jms.createProducer().send(jms.createQueue("llm.requests"), request);
                    taken.add(id);
                    LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                }
            } catch (Exception e) {
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }
    }

    /** How many requests the broker has taken. */
    int taken() {
        return taken.size();
    }

    /** Reads for a while; the requests taken whose answer has not come yet. */
    Set<String> unanswered() {
        try (ActiveMQConnectionFactory connections = connections();
                JMSContext jms = connections.createContext()) {
            var consumer = jms.createConsumer(jms.createQueue(ANSWERS));
            for (Message answer = consumer.receive(2_000); answer != null; answer = consumer.receive(500)) {
                answered.add(answer.getJMSCorrelationID());
            }
        } catch (JMSRuntimeException | jakarta.jms.JMSException e) {
            // the broker is away: what is missing is asked for again
        }
        Set<String> missing = ConcurrentHashMap.newKeySet();
        missing.addAll(taken);
        missing.removeAll(answered);
        return missing;
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.interrupt();
        thread.join(Duration.ofSeconds(20));
    }
}

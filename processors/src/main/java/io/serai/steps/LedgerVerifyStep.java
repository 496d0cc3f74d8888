package io.serai.steps;

import io.serai.doors.queue.MessageBody;
import io.serai.keys.Signer;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.jms.JmsMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verb {@code ledgerVerify}: only a batch that a gateway of this database signed goes into the ledger.
 *
 * <p>Whoever can send to the usage queue could else write any bill. What is not signed is set aside, unread by the ledger.
 */
final class LedgerVerifyStep implements Processor {

    /** The exchange property that says why a message is not for the ledger. */
    static final String FORGED = "ledgerForged";

    private static final Logger log = LoggerFactory.getLogger(LedgerVerifyStep.class);
    private static final long LONGEST = 4L << 20;

    private final Signer signer;
    private final OncePerMinute minute = new OncePerMinute(InstantSource.system());

    LedgerVerifyStep(Signer signer) {
        this.signer = signer;
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        String signature = message.getHeader(UsageCourier.SIGNATURE, String.class);
        ActiveMQMessage jms = message instanceof JmsMessage received
                        && received.getJmsMessage() instanceof ActiveMQMessage artemis
                ? artemis
                : null;
        MessageBody body;
        try {
            body = jms == null ? new MessageBody.None() : MessageBody.of(jms, LONGEST);
        } catch (IllegalStateException e) {
            // The connection broke within the body, and this message is never whole again: the broker sends it anew.
            exchange.setRollbackOnly(true);
            exchange.setRouteStop(true);
            return;
        }
        String why = why(signature, body);
        if (why == null && body instanceof MessageBody.Bytes bytes) {
            message.setBody(bytes.bytes());
            return;
        }
        Map<String, Object> reason = Map.of("serai_reason", String.valueOf(why));
        DeadLetter letter = jms == null ? DeadLetter.of(body, reason) : DeadLetter.of(jms, body, reason);
        message.setHeaders(new HashMap<>());
        message.setBody(letter.body());
        exchange.setProperty(DeadLetters.LETTER, letter);
        exchange.setProperty(FORGED, why);
        say(why);
    }

    private void say(@Nullable String why) {
        if (minute.passes("not ours")) {
            log.warn(
                    "Messages on serai.usage that are no batch of a gateway of this database are set aside in"
                            + " serai.usage.dlq; told once a minute, this time: {}",
                    why);
        }
    }

    private @Nullable String why(@Nullable String signature, MessageBody body) {
        if (!(body instanceof MessageBody.Bytes bytes)) {
            return "it does not hold bytes";
        }
        if (signature == null) {
            return "it is not signed";
        }
        return signer.verifies(bytes.bytes(), signature) ? null : "its signature is not one of this database's gateways";
    }
}

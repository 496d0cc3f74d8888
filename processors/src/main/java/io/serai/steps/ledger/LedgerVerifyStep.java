package io.serai.steps.ledger;

import io.serai.doors.queue.MessageBody;
import io.serai.keys.Signer;
import io.serai.steps.call.OncePerMinute;
import io.serai.steps.callers.DeadLetter;
import io.serai.steps.callers.DeadLetters;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
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
public final class LedgerVerifyStep implements Processor {

    /** The exchange property that says why a message is not for the ledger. */
    static final String FORGED = "ledgerForged";

    private static final Logger log = LoggerFactory.getLogger(LedgerVerifyStep.class);

    private final Signer signer;
    private final OncePerMinute minute = new OncePerMinute(InstantSource.system());

    public LedgerVerifyStep(Signer signer) {
        this.signer = signer;
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        String signature = message.getHeader(UsageSignStep.SIGNATURE, String.class);
        Object body = message.getBody();
        String why = why(signature, body);
        if (why == null) {
            return;
        }
        Map<String, Object> reason = Map.of("serai_reason", why);
        MessageBody kept = kept(body);
        DeadLetter letter = message instanceof JmsMessage received && received.getJmsMessage() != null
                ? DeadLetter.of(received.getJmsMessage(), kept, reason)
                : DeadLetter.of(kept, reason);
        message.setHeaders(new HashMap<>());
        message.setBody(letter.body());
        exchange.setProperty(DeadLetters.LETTER, letter);
        exchange.setProperty(FORGED, why);
        say(why);
    }

    private void say(String why) {
        if (minute.passes("not ours")) {
            log.warn(
                    "Messages on serai.usage that are no batch of a gateway of this database are set aside in"
                            + " serai.usage.dlq; told once a minute, this time: {}",
                    why);
        }
    }

    private @Nullable String why(@Nullable String signature, @Nullable Object body) {
        if (!(body instanceof byte[] bytes)) {
            return "it does not hold bytes";
        }
        if (signature == null) {
            return "it is not signed";
        }
        return signer.verifies(bytes, signature) ? null : "its signature is not one of this database's gateways";
    }

    private static MessageBody kept(@Nullable Object body) {
        if (body instanceof MessageBody unread) {
            return unread;
        }
        if (body instanceof byte[] bytes) {
            return new MessageBody.Bytes(bytes);
        }
        return body instanceof String text ? new MessageBody.Text(text) : new MessageBody.None();
    }
}

package io.serai.steps.ledger;

import io.serai.keys.Signer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** The verb {@code usageSign}: the ledger takes only what a gateway of its database has signed. */
public final class UsageSignStep implements Processor {

    /** What the key of signatures is for. */
    public static final String SIGNED = "usage";

    /** The property of a message that holds the signature of its body. */
    public static final String SIGNATURE = "serai_signature";

    private final Signer signer;

    public UsageSignStep(Signer signer) {
        this.signer = signer;
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        message.setHeader(SIGNATURE, signer.sign(message.getBody(byte[].class)));
    }
}

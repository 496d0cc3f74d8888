package io.serai.steps.ledger;

import io.serai.keys.Signer;
import io.serai.live.RequiredAddress;
import io.serai.metering.Batch;
import io.serai.metering.outbox.UsageSender;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Brings batches of usage from the outbox into the metering route, and knows when the broker has them.
 *
 * <p>The route's wire-tap sends on another thread; {@link #RECEIPT}, which it calls to prepare what it sends, tells this
 * sender how the sending ended. Only then does the outbox forget the batch.
 */
public final class QueueUsageSender implements UsageSender {

    /** The verb {@code usageReceipt}, named by the wire-tap's {@code onPrepare}. */
    public static final Processor RECEIPT = QueueUsageSender::askForReceipt;

    /** What the key of signatures is for. */
    public static final String SIGNED = "usage";

    /** The property of a message that holds the signature of its body. */
    public static final String SIGNATURE = "serai_signature";

    private static final String PROPERTY = "receipt";
    private static final int PATIENCE_SECONDS = 30;

    private final ProducerTemplate routes;
    private final Signer signer;

    QueueUsageSender(ProducerTemplate routes, Signer signer) {
        this.routes = routes;
        this.signer = signer;
    }

    @Override
    public void deliver(Batch batch) throws Exception {
        CompletableFuture<Void> receipt = new CompletableFuture<>();
        Exchange sent = routes.send(RequiredAddress.METERING_TAP.uri(), exchange -> {
            exchange.getMessage().setBody(batch.body());
            exchange.getMessage().setHeader(SIGNATURE, signer.sign(batch.body()));
            exchange.setProperty(PROPERTY, receipt);
        });
        if (sent.getException() != null) {
            throw sent.getException();
        }
        receipt.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @SuppressWarnings("unchecked")
    private static void askForReceipt(Exchange tapped) {
        CompletableFuture<Void> receipt = (CompletableFuture<Void>) tapped.removeProperty(PROPERTY);
        tapped.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onComplete(Exchange exchange) {
                receipt.complete(null);
            }

            @Override
            public void onFailure(Exchange exchange) {
                Throwable why = exchange.getException();
                receipt.completeExceptionally(why == null ? new IllegalStateException("the batch was not sent") : why);
            }
        });
    }
}

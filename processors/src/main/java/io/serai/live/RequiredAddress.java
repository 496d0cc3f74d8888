package io.serai.live;

/**
 * Addresses inside the gateway that doors, Java and the system routes call: no edit may take one away.
 *
 * <p>Each has a route file of the gateway's own that is expected to read it. Another file may do that instead, as long as some
 * file does.
 */
public enum RequiredAddress {
    CHAT("chat", "routes/chat.camel.yaml", "every door that takes chat calls"),
    DECIDE("decide", "routes/chat.camel.yaml", "every chat call and POST /admin/v1/decide"),
    ATTEMPTS("attempts", "routes/attempts.camel.yaml", "every chat call, to ask a provider"),
    ROUTING_RULES("routing-rules", "routes/routing-rules.camel.yaml", "every chat call that names no model"),
    ALERTS("alerts", "routes/alerts.camel.yaml", "the gateway, to tell its operators of failures"),
    QUEUE_REPLY("queue-reply", "routes/system/queue-reply.camel.yaml", "every call by message, to be answered"),
    METERING_STORE("metering-store", "routes/system/metering.camel.yaml", "the ledger, to store usage"),
    METERING_INSERT("metering-insert", "routes/system/metering.camel.yaml", "the ledger, to store usage"),
    METERING_ASIDE(
            "metering-aside", "routes/system/metering.camel.yaml", "the ledger, to keep usage that it cannot store"),
    ASK("ask", "routes/ask.camel.yaml", "the connector ask-action, for flows that ask a model");

    private final String address;
    private final String file;
    private final String neededBy;

    RequiredAddress(String address, String file, String neededBy) {
        this.address = address;
        this.file = file;
        this.neededBy = neededBy;
    }

    /** As an endpoint, such as {@code direct:decide}. */
    public String uri() {
        return "direct:" + address;
    }

    /** What follows {@code direct:}. */
    public String address() {
        return address;
    }

    /** The file that is shipped for it. */
    public String file() {
        return file;
    }

    /** Who calls it, as part of a sentence. */
    public String neededBy() {
        return neededBy;
    }
}

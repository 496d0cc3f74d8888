package io.serai.doors.queue;

import java.util.Locale;

/** An external broker has accounts and rights of its own; only our own queues are none for answers. */
public final class ExternalReplyQueues implements ReplyQueues {

    @Override
    public boolean open(String keyId, String address) {
        String lowercase = address.toLowerCase(Locale.ROOT);
        return !address.isBlank()
                && !lowercase.startsWith("llm.")
                && !lowercase.startsWith("serai.")
                && !lowercase.startsWith("activemq.")
                && !lowercase.startsWith("$")
                && !address.contains("::");
    }
}

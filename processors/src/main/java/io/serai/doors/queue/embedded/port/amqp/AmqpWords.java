package io.serai.doors.queue.embedded.port.amqp;

/** Says whether a client may use a symbol or a descriptor: the AMQP engine keeps every one that it ever reads. */
@FunctionalInterface
public interface AmqpWords {

    boolean takes(String word);
}

package io.serai.doors.queue.embedded.port;

import io.netty.channel.Channel;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Whether a connection is read from; touched by the channel's thread alone. */
final class Reading {

    /** Why it is not. */
    enum Pause {
        /** It is not known yet who it is. */
        LOGIN,
        /** The client does not read what is sent to it. */
        UNREAD,
        /** The broker works slower than the client sends. */
        BEHIND,
        CLOSING
    }

    private final Channel channel;
    private final Set<Pause> pauses = EnumSet.noneOf(Pause.class);

    Reading(Channel channel) {
        this.channel = channel;
    }

    void pause(Pause why) {
        pauses.add(why);
        channel.config().setAutoRead(false);
    }

    /** @param wanted whether the broker itself wants to read on; it tells the channel later where it does not */
    void resume(Pause why, BooleanSupplier wanted) {
        if (pauses.remove(why) && pauses.isEmpty() && wanted.getAsBoolean()) {
            channel.config().setAutoRead(true);
        }
    }

    /** The broker, which knows nothing of these pauses, may have ended them. */
    void hold() {
        if (!pauses.isEmpty()) {
            channel.config().setAutoRead(false);
        }
    }
}

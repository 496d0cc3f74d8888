package io.serai.doors.queue;

/** Says who may have an answer sent where. */
public interface ReplyQueues {

    /**
     * Whether answers to messages of a key may be sent to an address; where its queue does not exist yet, it is made for that key.
     *
     * @param keyId   of the caller
     * @param address without a protocol's prefix; never a temporary queue's
     */
    boolean open(String keyId, String address);

    /**
     * Whether an answer to a key's message would still reach that key and no other; asked right before it is sent.
     *
     * <p>An external broker sees to that itself.
     */
    default boolean mayStillAnswer(String keyId, String address) {
        return true;
    }
}

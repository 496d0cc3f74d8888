package io.serai.providers.openai.reply;

import java.util.concurrent.ThreadLocalRandom;

/** Makes the ids that a provider left out. */
final class Ids {

    private Ids() {}

    static String completion() {
        return "chatcmpl-" + random();
    }

    static String call() {
        return "call_" + random();
    }

    private static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    }
}

package io.serai.steps.callers;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The answers sent last, for requests that come again because their commit failed.
 *
 * <p>The broker may refuse an answer only as it commits, for a right that is missing, or die in that moment. Without this the
 * provider would be asked, and paid, each time. Bounded, and empty after a restart: then a provider may be asked twice.
 */
public final class RecentAnswers {

    private static final int MOST = 1_000;
    private static final int MOST_CHARACTERS = 4_000_000;

    /**
     * Which message it was.
     *
     * @param number the broker's own of the message, which its sender cannot choose
     * @param sent   when, by its sender's clock
     * @param keyId  whose it was
     */
    record Request(long number, long sent, String keyId) {}

    /**
     * What was sent.
     *
     * @param tries how often it left for the broker; a session that was closed before does not count
     */
    record Answer(String json, Map<String, Object> properties, AtomicInteger tries) {

        Answer(String json, Map<String, Object> properties) {
            this(json, properties, new AtomicInteger());
        }
    }

    private final Map<Request, Answer> answers = new LinkedHashMap<>();
    private int characters;

    synchronized void remember(Request request, Answer answer) {
        forget(answers.put(request, answer));
        characters += answer.json().length();
        var oldest = answers.values().iterator();
        while (answers.size() > MOST || (characters > MOST_CHARACTERS && answers.size() > 1)) {
            forget(oldest.next());
            oldest.remove();
        }
    }

    synchronized @Nullable Answer find(Request request) {
        return answers.get(request);
    }

    private void forget(@Nullable Answer answer) {
        if (answer != null) {
            characters -= answer.json().length();
        }
    }
}

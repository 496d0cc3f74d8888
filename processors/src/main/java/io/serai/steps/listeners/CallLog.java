package io.serai.steps.listeners;

import io.serai.call.Caller;
import io.serai.call.UsageRecord;
import io.serai.chat.ChatRequest;
import io.serai.chat.PlainText;
import io.serai.steps.call.Call;
import io.serai.steps.call.CallListener;
import io.serai.steps.call.Slot;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line a call into the log {@code serai.calls}, those that were refused included.
 *
 * <p>Calls without a valid key have at most {@value #MOST_UNKNOWN} lines a second, so that strangers cannot fill a disk.
 */
public final class CallLog implements CallListener {

    static final int MOST_UNKNOWN = 10;

    private static final Logger log = LoggerFactory.getLogger("serai.calls");

    private static final int LONGEST = 200;

    private final InstantSource clock;
    /** The second in which a call without a key was last seen, and in its lower bits how many were. */
    private final AtomicLong unknown = new AtomicLong();

    public CallLog(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void ended(Call call, End end) {
        if (!log.isInfoEnabled()) {
            return;
        }
        Caller caller = Slot.CALLER.find(call.exchange());
        if (caller == null && !mayWrite()) {
            return;
        }
        String key = caller == null ? "-" : caller.keyId();
        UsageRecord answer = end.answer();
        if (answer == null) {
            ChatRequest request = Slot.REQUEST.find(call.exchange());
            log.info(
                    "call={} key={} door={} outcome={} status={} attempts={} model={} reason={} total={}ms",
                    call.id(),
                    key,
                    call.side().door(),
                    end.result().label(),
                    end.status(),
                    end.attempts(),
                    request == null ? "-" : value(request.model()),
                    value(end.reason()),
                    millis(call));
        } else {
            log.info(
                    "call={} key={} door={} outcome={} status={} attempts={} task={} rule={} model={} provider={} in={}"
                            + " out={} cost={} reason={} first={}ms total={}ms",
                    call.id(),
                    key,
                    call.side().door(),
                    end.result().label(),
                    end.status(),
                    end.attempts(),
                    answer.task(),
                    answer.rule(),
                    answer.model(),
                    answer.provider(),
                    answer.usage().promptTotal(),
                    answer.usage().completionTotal(),
                    answer.cost(),
                    value(end.reason()),
                    answer.firstTokenMs(),
                    millis(call));
        }
    }

    private static long millis(Call call) {
        return call.elapsedNanos() / 1_000_000;
    }

    /** As it is where it is one plain word, else in quotes, in which nothing can begin a line of its own. */
    static String value(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "-";
        }
        boolean plain = text.length() <= LONGEST;
        for (int i = 0; plain && i < text.length(); i++) {
            char c = text.charAt(i);
            plain = c > ' ' && c < 0x7F && c != '"' && c != '=' && c != '\\';
        }
        return plain ? text : quoted(text);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 8).append('"');
        int end = Math.min(text.length(), LONGEST);
        String plain = PlainText.of(text.substring(0, end));
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else {
                quoted.append(c);
            }
        }
        return quoted.append(end < text.length() ? "…\"" : "\"").toString();
    }

    /** Counts a call without a key; says once a second how many lines were left out. */
    private boolean mayWrite() {
        long second = clock.millis() / 1000 << 20;
        while (true) {
            long before = unknown.get();
            boolean same = before >> 20 == second >> 20;
            long after = same ? before + 1 : second + 1;
            if (unknown.compareAndSet(before, after)) {
                long seen = before & ((1 << 20) - 1);
                if (!same && seen > MOST_UNKNOWN) {
                    log.info(
                            "{} calls without a valid key have no line here, to keep the log short; the meter serai.calls"
                                    + " counts them",
                            seen - MOST_UNKNOWN);
                }
                return (after & ((1 << 20) - 1)) <= MOST_UNKNOWN;
            }
        }
    }
}

package io.serai.steps.provider;

import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.FinishReason;
import io.serai.metering.Meter;
import io.serai.usage.Usage;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Judges answers with nothing in them: a good status, a natural end, and no word, call or refusal.
 *
 * <p>One that used tokens said something that the vocabulary has no word for, such as a picture; one that hit its limit or was
 * filtered says so.
 */
final class Silence {

    static final String WORDS = "the answer says nothing: no text, no call, no refusal";

    /** The end of an answer is a token itself. */
    private static final long TOKENS_OF_NOTHING = 1;

    private static final String[] FIELDS = {"data:", "event:", "id:", "retry:", ":"};

    private Silence() {}

    static boolean isAll(ChatReply.Whole reply) {
        for (ChatReply.Choice choice : reply.choices()) {
            boolean says = said(choice.text())
                    || said(choice.refusal())
                    || !choice.toolCalls().isEmpty()
                    || !isNatural(choice.finish());
            if (says) {
                return false;
            }
        }
        return isFree(reply.usage());
    }

    /** Whether a stream that came to its end was one, if nothing was said in it. */
    static boolean isAll(FinishReason finish, Meter meter) {
        return isNatural(finish) && isFree(meter.usage());
    }

    private static boolean said(@Nullable String text) {
        return text != null && !text.isEmpty();
    }

    private static boolean isNatural(FinishReason finish) {
        return finish == FinishReason.STOP || finish == FinishReason.TOOL_CALLS;
    }

    private static boolean isFree(@Nullable Usage usage) {
        return usage == null || usage.output() + usage.audioOutput() <= TOKENS_OF_NOTHING;
    }

    /** Whether a whole answer is a stream of server-sent events. */
    static boolean isEvents(byte[] body) {
        int from = 0;
        while (from < body.length && (body[from] >= 0 && body[from] <= ' ' || isByteOrderMark(body[from]))) {
            from++;
        }
        if (from < body.length && body[from] == '{') {
            return false;
        }
        String start = new String(body, from, Math.min(8, body.length - from), StandardCharsets.US_ASCII);
        for (String field : FIELDS) {
            if (start.startsWith(field)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isByteOrderMark(byte b) {
        return b == (byte) 0xEF || b == (byte) 0xBB || b == (byte) 0xBF;
    }
}

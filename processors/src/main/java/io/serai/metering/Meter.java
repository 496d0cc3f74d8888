package io.serai.metering;

import io.serai.chat.ToolCall;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.Delta;
import io.serai.usage.Usage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts what one attempt consumes as its answer passes; used by one thread at a time.
 *
 * <p>The provider's own figures count wherever it gave them, unless they are beyond all reason. Text that came after its last report, or without any, is
 * counted by a tokenizer, but only if somebody asks: a stream that ends well costs no tokenizing. Reasoning that the
 * provider hides and does not report cannot be counted.
 */
public final class Meter {

    private final Instant asked;
    private final int promptTokens;
    private final ToIntFunction<String> tokenizer;
    private final InstantSource clock;

    private final Unreported text = new Unreported();
    private final Unreported reasoning = new Unreported();
    private @Nullable Usage reported;
    private boolean doubted;
    /** Whether the last report already counted text that had passed, rather than preceding all text. */
    private boolean reportCoversText;

    private boolean answered;
    private boolean contentPassed;
    private long firstTokenMs = -1;

    /**
     * @param asked        when the attempt began
     * @param promptTokens what the prompt counts if the provider does not say, as in the call's {@code Task}
     * @param tokenizer    counts the tokens of a text
     */
    public Meter(Instant asked, int promptTokens, ToIntFunction<String> tokenizer, InstantSource clock) {
        this.asked = asked;
        this.promptTokens = promptTokens;
        this.tokenizer = tokenizer;
        this.clock = clock;
    }

    /** Tells of a chunk that came from the provider, whether or not the caller still gets it. */
    public void passed(Chunk chunk) {
        answered = true;
        Usage report = null;
        for (Delta delta : chunk.deltas()) {
            switch (delta) {
                case Delta.Text words -> text.add(words.text());
                case Delta.Refusal words -> text.add(words.text());
                case Delta.ToolCallStart call -> text.add(call.name());
                case Delta.ToolCallArguments arguments -> text.add(arguments.fragment());
                case Delta.Reasoning words -> reasoning.add(words.text());
                case Delta.UsageReport usage -> report = usage.usage();
                case Delta.Start start -> {}
                case Delta.Finish finish -> {}
            }
        }
        if (!contentPassed && chunk.hasContent()) {
            firstContent();
        }
        if (report != null) {
            reported(report);
        }
    }

    /** Tells of a whole answer. */
    public void passed(ChatReply.Whole reply) {
        answered = true;
        for (ChatReply.Choice choice : reply.choices()) {
            text.add(choice.text());
            text.add(choice.refusal());
            reasoning.add(choice.reasoning());
            for (ToolCall call : choice.toolCalls()) {
                text.add(call.name());
                text.add(call.arguments());
            }
        }
        firstContent();
        Usage usage = reply.usage();
        if (usage != null) {
            reported(usage);
        }
    }

    /** Tells what an answer that nobody can use says it consumed. */
    public void refused(Usage usage) {
        answered = true;
        reported(usage);
    }

    private void firstContent() {
        contentPassed = true;
        firstTokenMs = Math.max(0, clock.millis() - asked.toEpochMilli());
    }

    private void reported(Usage usage) {
        if (!usage.believable()) {
            doubted = true;
            return;
        }
        reported = reported == null ? usage : usage.elseOf(reported);
        reportCoversText = contentPassed;
        text.clear();
        reasoning.clear();
    }

    /** Whether the provider said anything at all, so that it may bill something. */
    public boolean answered() {
        return answered;
    }

    /** Milliseconds from asking to the first content, or -1 while there is none. */
    public long firstTokenMs() {
        return firstTokenMs;
    }

    /** What was consumed so far; where {@link #estimated}, by our own count, which costs time. */
    public Usage usage() {
        Usage known = reported == null ? Usage.of(promptTokens, 0) : reported;
        if (!estimated()) {
            return known;
        }
        return new Usage(
                known.input(),
                known.cacheRead(),
                known.cacheWrite5m(),
                known.cacheWrite1h(),
                known.audioInput(),
                withUnreported(known.output(), text.count()),
                withUnreported(known.reasoning(), reasoning.count()),
                known.audioOutput());
    }

    /**
     * A report that precedes the text announces its first tokens, which are then in the text as well; one that follows
     * text has counted it, and what came later is on top.
     */
    private long withUnreported(long known, long counted) {
        return reportCoversText ? known + counted : Math.max(known, counted);
    }

    /** Whether {@link #usage} rests on our own count: text passed after the last report, or none can be believed. */
    public boolean estimated() {
        return reported == null || doubted || text.some() || reasoning.some();
    }

    /** Whether a report was left out because no attempt can have used so much. */
    public boolean doubted() {
        return doubted;
    }

    /** Text that no report has counted yet; the bound keeps thousands of long streams within little memory. */
    private final class Unreported {

        private static final int PIECE = 16 * 1024;

        private final StringBuilder tail = new StringBuilder(0);
        private long countedBefore;

        void add(@Nullable String more) {
            if (more == null) {
                return;
            }
            tail.append(more);
            if (tail.length() >= PIECE) {
                countedBefore += tokenizer.applyAsInt(tail.toString());
                tail.setLength(0);
            }
        }

        boolean some() {
            return countedBefore > 0 || !tail.isEmpty();
        }

        long count() {
            return countedBefore + (tail.isEmpty() ? 0 : tokenizer.applyAsInt(tail.toString()));
        }

        void clear() {
            countedBefore = 0;
            tail.setLength(0);
        }
    }
}

package io.serai.steps.continuation;

import io.serai.chat.ChatRequest;
import io.serai.chat.Json;
import io.serai.chat.Message;
import io.serai.chat.ResponseFormat;
import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.Delta;

/** What of a streamed answer its caller has, and whether the rest of it can be asked for. */
final class Delivered {

    /** Characters that are remembered of an answer; a longer one is not continued. */
    static final int MOST_TEXT = 256 << 10;

    private final boolean plain;
    private final boolean free;
    private final StringBuilder text = new StringBuilder(0);
    /** Whether something was delivered that no second model can go on with, or all of the answer. */
    private boolean closed;

    Delivered(ChatRequest request) {
        this.plain = isPlain(request);
        this.free = request.format() instanceof ResponseFormat.Text;
    }

    /** One answer of nothing but words. */
    private static boolean isPlain(ChatRequest request) {
        Json modalities = request.extras().get("modalities");
        return request.sampling().choicesOrOne() == 1
                && !Boolean.TRUE.equals(request.sampling().logprobs())
                && (modalities == null || !modalities.text().contains("audio"))
                && !request.messages().isEmpty()
                && !(request.messages().getLast() instanceof Message.Assistant);
    }

    void add(Chunk chunk) {
        for (Delta delta : chunk.deltas()) {
            switch (delta) {
                case Delta.Text words -> add(words);
                case Delta.Start start -> {}
                case Delta.Reasoning thought -> {}
                case Delta.UsageReport report -> {}
                case Delta.Refusal refusal -> closed = true;
                case Delta.ToolCallStart call -> closed = true;
                case Delta.ToolCallArguments arguments -> closed = true;
                case Delta.Finish finish -> closed = true;
            }
        }
    }

    private void add(Delta.Text words) {
        if (closed
                || !plain
                || words.choice() != 0
                || text.length() + words.text().length() > MOST_TEXT) {
            closed = true;
            return;
        }
        text.append(words.text());
    }

    /** Whether another attempt may go on from here: with words, or anew where only thoughts were delivered. */
    boolean open() {
        return plain && !closed && (free || text.isEmpty());
    }

    String text() {
        return text.toString();
    }
}

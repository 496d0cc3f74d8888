package io.serai.chat.reply;

import io.serai.chat.ToolCall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts one answer together again that a server gave in several choices.
 *
 * <p>Some give its text in one and its calls in another. Only for requests that asked for one. A second text is an answer that nobody asked for, and is left out.
 */
public final class OneAnswer implements ReplyStream {

    private final ReplyStream stream;
    private final List<int[]> calls = new ArrayList<>(0);
    private int speaker = -1;
    private @Nullable FinishReason finish;
    private boolean several;
    private boolean over;

    private OneAnswer(ReplyStream stream) {
        this.stream = stream;
    }

    /** The answer, in one choice. */
    public static ChatReply.Whole of(ChatReply.Whole reply) {
        if (reply.choices().size() <= 1) {
            return reply;
        }
        String text = null;
        String reasoning = null;
        String refusal = null;
        FinishReason finish = reply.choices().getFirst().finish();
        List<ToolCall> calls = new ArrayList<>();
        for (ChatReply.Choice choice : reply.choices()) {
            text = said(text) ? text : choice.text();
            reasoning = said(reasoning) ? reasoning : choice.reasoning();
            refusal = said(refusal) ? refusal : choice.refusal();
            calls.addAll(choice.toolCalls());
        }
        ChatReply.Choice one = new ChatReply.Choice(
                0,
                said(text) || calls.isEmpty() ? text : null,
                reasoning,
                refusal,
                calls,
                calls.isEmpty() ? finish : FinishReason.TOOL_CALLS);
        return new ChatReply.Whole(reply.id(), reply.model(), reply.created(), List.of(one), reply.usage(), null);
    }

    private static boolean said(@Nullable String text) {
        return text != null && !text.isEmpty();
    }

    /** The answer as it grows, in one choice. */
    public static ReplyStream of(ReplyStream stream) {
        return new OneAnswer(stream);
    }

    @Override
    public @Nullable Chunk next() {
        if (over) {
            return null;
        }
        Chunk chunk = stream.next();
        if (chunk == null) {
            over = true;
            return several && finish != null
                    ? new Chunk(List.of(new Delta.Finish(0, calls.isEmpty() ? finish : FinishReason.TOOL_CALLS)), null)
                    : null;
        }
        return several || hasSecond(chunk) ? together(chunk) : noted(chunk);
    }

    @Override
    public boolean finishing() {
        return stream.finishing();
    }

    @Override
    public int skipped() {
        return stream.skipped();
    }

    private static boolean hasSecond(Chunk chunk) {
        for (Delta delta : chunk.deltas()) {
            if (choice(delta) > 0) {
                return true;
            }
        }
        return false;
    }

    /** As long as there is one choice only, chunks pass as they are. */
    private Chunk noted(Chunk chunk) {
        for (Delta delta : chunk.deltas()) {
            switch (delta) {
                case Delta.Text text -> speaker = 0;
                case Delta.ToolCallStart call -> place(0, call.index());
                case Delta.Finish end -> finish = end.reason();
                default -> {}
            }
        }
        return chunk;
    }

    private Chunk together(Chunk chunk) {
        // Where the first choice has ended already, its end has been told: nothing can be added behind it.
        boolean ended = !several && finish != null;
        several = true;
        List<Delta> deltas = new ArrayList<>(chunk.deltas().size());
        for (Delta delta : chunk.deltas()) {
            if (choice(delta) < 0) {
                deltas.add(delta);
            } else if (!ended && !over) {
                join(delta, deltas);
            }
        }
        over |= ended;
        return new Chunk(deltas, null);
    }

    private void join(Delta delta, List<Delta> deltas) {
        switch (delta) {
            case Delta.Text text -> {
                speaker = speaker < 0 ? text.choice() : speaker;
                if (speaker == text.choice()) {
                    deltas.add(new Delta.Text(0, text.text()));
                }
            }
            case Delta.Reasoning thought -> deltas.add(new Delta.Reasoning(0, thought.text()));
            case Delta.Refusal refusal -> deltas.add(new Delta.Refusal(0, refusal.text()));
            case Delta.ToolCallStart call ->
                deltas.add(new Delta.ToolCallStart(0, place(call.choice(), call.index()), call.id(), call.name()));
            case Delta.ToolCallArguments call ->
                deltas.add(new Delta.ToolCallArguments(0, place(call.choice(), call.index()), call.fragment()));
            case Delta.Finish end -> finish = finish == null ? end.reason() : finish;
            case Delta.Start start -> deltas.add(start);
            case Delta.UsageReport report -> deltas.add(report);
        }
    }

    /** Where a call stands among those of all choices. */
    private int place(int choice, int index) {
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i)[0] == choice && calls.get(i)[1] == index) {
                return i;
            }
        }
        calls.add(new int[] {choice, index});
        return calls.size() - 1;
    }

    /** The choice a delta is about, or -1 where it is about all. */
    private static int choice(Delta delta) {
        return switch (delta) {
            case Delta.Text text -> text.choice();
            case Delta.Reasoning reasoning -> reasoning.choice();
            case Delta.Refusal refusal -> refusal.choice();
            case Delta.ToolCallStart call -> call.choice();
            case Delta.ToolCallArguments call -> call.choice();
            case Delta.Finish finish -> finish.choice();
            case Delta.Start start -> -1;
            case Delta.UsageReport usage -> -1;
        };
    }

    @Override
    public void close() {
        stream.close();
    }
}

package io.serai.chat.reply;

import io.serai.chat.ToolCall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A whole answer for a caller who asked for a stream: some vendors do not stream what they were asked to. */
public final class WholeAsStream implements ReplyStream {

    private @Nullable Chunk all;

    public WholeAsStream(ChatReply.Whole reply) {
        List<Delta> deltas = new ArrayList<>();
        deltas.add(new Delta.Start(reply.id(), reply.model(), reply.created()));
        for (ChatReply.Choice choice : reply.choices()) {
            say(choice, deltas);
            deltas.add(new Delta.Finish(choice.index(), choice.finish()));
        }
        if (reply.usage() != null) {
            deltas.add(new Delta.UsageReport(reply.usage()));
        }
        all = new Chunk(deltas, null);
    }

    private static void say(ChatReply.Choice choice, List<Delta> deltas) {
        int index = choice.index();
        if (choice.reasoning() != null) {
            deltas.add(new Delta.Reasoning(index, choice.reasoning()));
        }
        if (choice.text() != null) {
            deltas.add(new Delta.Text(index, choice.text()));
        }
        if (choice.refusal() != null) {
            deltas.add(new Delta.Refusal(index, choice.refusal()));
        }
        int number = 0;
        for (ToolCall call : choice.toolCalls()) {
            deltas.add(new Delta.ToolCallStart(index, number, call.id(), call.name()));
            deltas.add(new Delta.ToolCallArguments(index, number, call.arguments()));
            number++;
        }
    }

    @Override
    public @Nullable Chunk next() {
        Chunk next = all;
        all = null;
        return next;
    }

    @Override
    public void close() {
        // nothing is open
    }
}

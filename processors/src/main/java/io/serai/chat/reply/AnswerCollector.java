package io.serai.chat.reply;

import io.serai.chat.ToolCall;
import io.serai.usage.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts a streamed answer together into a whole one. */
public final class AnswerCollector {

    private Delta.@Nullable Start start;
    private @Nullable Usage usage;
    private final TreeMap<Integer, Choice> choices = new TreeMap<>();

    private AnswerCollector() {}

    private static final class Choice {
        final StringBuilder text = new StringBuilder();
        final StringBuilder reasoning = new StringBuilder();
        final StringBuilder refusal = new StringBuilder();
        final List<Delta.ToolCallStart> calls = new ArrayList<>();
        final List<StringBuilder> arguments = new ArrayList<>();
        FinishReason finish = FinishReason.STOP;
    }

    /** Reads a stream to its end, which throws as it does when it breaks; the caller closes it. */
    public static ChatReply.Whole whole(ReplyStream stream) {
        AnswerCollector answer = new AnswerCollector();
        for (Chunk chunk = stream.next(); chunk != null; chunk = stream.next()) {
            chunk.deltas().forEach(answer::add);
        }
        return answer.result();
    }

    private void add(Delta delta) {
        switch (delta) {
            case Delta.Start first -> start = start == null ? first : start;
            case Delta.Text piece -> choice(piece.choice()).text.append(piece.text());
            case Delta.Reasoning piece -> choice(piece.choice()).reasoning.append(piece.text());
            case Delta.Refusal piece -> choice(piece.choice()).refusal.append(piece.text());
            case Delta.ToolCallStart call -> {
                choice(call.choice()).calls.add(call);
                choice(call.choice()).arguments.add(new StringBuilder());
            }
            case Delta.ToolCallArguments piece ->
                choice(piece.choice()).arguments.get(piece.index()).append(piece.fragment());
            case Delta.Finish end -> choice(end.choice()).finish = end.reason();
            case Delta.UsageReport report -> usage = report.usage();
        }
    }

    private Choice choice(int index) {
        return choices.computeIfAbsent(index, any -> new Choice());
    }

    private ChatReply.Whole result() {
        List<ChatReply.Choice> all = new ArrayList<>(choices.size());
        choices.forEach((index, choice) -> all.add(choice(index, choice)));
        Delta.Start first = start == null ? new Delta.Start("", "", 0) : start;
        return new ChatReply.Whole(first.id(), first.model(), first.created(), all, usage, null);
    }

    private static ChatReply.Choice choice(int index, Choice choice) {
        List<ToolCall> calls = new ArrayList<>(choice.calls.size());
        for (int i = 0; i < choice.calls.size(); i++) {
            Delta.ToolCallStart call = choice.calls.get(i);
            calls.add(
                    new ToolCall(call.id(), call.name(), choice.arguments.get(i).toString()));
        }
        boolean silent = choice.text.isEmpty() && (!calls.isEmpty() || !choice.refusal.isEmpty());
        return new ChatReply.Choice(
                index,
                silent ? null : choice.text.toString(),
                choice.reasoning.isEmpty() ? null : choice.reasoning.toString(),
                choice.refusal.isEmpty() ? null : choice.refusal.toString(),
                calls,
                choice.finish);
    }
}

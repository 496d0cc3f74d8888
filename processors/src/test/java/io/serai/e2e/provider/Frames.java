package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The events of one streamed answer, which share its output tokens evenly among those with content. */
final class Frames {
    private final List<Draft> drafts = new ArrayList<>();

    private record Draft(
            @Nullable String event,
            Function<Counts, String> data,
            boolean content,
            boolean terminator,
            @Nullable UnaryOperator<Counts> report) {}

    /** An event that carries no output. */
    void plain(@Nullable String event, JsonNode data) {
        drafts.add(new Draft(event, counts -> data.toString(), false, false, null));
    }

    /** An event that carries output. */
    void content(@Nullable String event, JsonNode data) {
        drafts.add(new Draft(event, counts -> data.toString(), true, false, null));
    }

    /** An event that states usage, computed from what was used so far. */
    void usage(
            @Nullable String event,
            boolean content,
            UnaryOperator<Counts> report,
            Function<Counts, ? extends JsonNode> data) {
        drafts.add(new Draft(event, counts -> data.apply(counts).toString(), content, false, report));
    }

    void terminator(@Nullable String event, String data) {
        drafts.add(new Draft(event, counts -> data, false, true, null));
    }

    List<Frame> build(Counts total) {
        long shares = drafts.stream().filter(Draft::content).count();
        long seen = 0;
        List<Frame> frames = new ArrayList<>();
        for (Draft draft : drafts) {
            seen += draft.content ? 1 : 0;
            boolean all = shares == seen;
            Counts consumed = total.withOutput(all ? total.output() : total.output() * seen / shares)
                    .withReasoning(seen == 0 && !all ? 0 : total.reasoning());
            Counts reported = draft.report == null ? null : draft.report.apply(consumed);
            String data = draft.data.apply(reported == null ? consumed : reported);
            frames.add(new Frame(frames.size() + 1, event(draft.event, data), draft.terminator, consumed, reported));
        }
        return frames;
    }

    static byte[] event(@Nullable String name, String data) {
        String text = (name == null ? "" : "event: " + name + "\n") + "data: " + data + "\n\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

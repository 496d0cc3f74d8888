package io.serai.simulator.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.json.ProviderJson;
import io.serai.simulator.compose.Composer;
import io.serai.simulator.compose.SimulatedReply;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events of a streamed answer, each written when it is asked for; several answers take turns. */
public final class Events {

    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    /**
     * One event to write.
     *
     * @param token how many tokens of its answer were told before it
     * @param call  the tool call it is about, or -1
     * @param text  a piece of text or of a call's arguments; null where it begins or ends something
     */
    private record Step(
            int choice, int token, int call, @Nullable String text, boolean finish) {}

    private final Manner manner;
    private final List<SimulatedReply> answers;
    private final Counts counts;
    private final String id = "chatcmpl-" + Composer.random();
    private final List<Step> steps;

    public Events(Manner manner, List<SimulatedReply> answers, Counts counts) {
        this.manner = manner;
        this.answers = answers;
        this.counts = counts;
        this.steps = steps(answers);
    }

    private static List<Step> steps(List<SimulatedReply> answers) {
        List<List<Step>> each = new ArrayList<>();
        for (int choice = 0; choice < answers.size(); choice++) {
            each.add(steps(choice, answers.get(choice)));
        }
        List<Step> all = new ArrayList<>();
        int longest = each.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < longest; i++) {
            for (List<Step> one : each) {
                if (i < one.size()) {
                    all.add(one.get(i));
                }
            }
        }
        return all;
    }

    private static List<Step> steps(int choice, SimulatedReply said) {
        List<Step> steps = new ArrayList<>();
        int token = 0;
        steps.add(new Step(choice, token, -1, null, false));
        for (String piece : said.pieces()) {
            steps.add(new Step(choice, token++, -1, piece, false));
        }
        for (int call = 0; call < said.calls().size(); call++) {
            steps.add(new Step(choice, token, call, null, false));
            for (String piece : said.calls().get(call).pieces()) {
                steps.add(new Step(choice, token++, call, piece, false));
            }
        }
        steps.add(new Step(choice, token, -1, null, true));
        return steps;
    }

    /** How many there are: those of the answers, then usage where it was asked for, then the end mark. */
    int size() {
        return steps.size() + (manner.usage() ? 1 : 0) + (manner.endMark() ? 1 : 0);
    }

    /** The event before which trouble comes: after so many tokens of the first answer, or in the middle of what is told. */
    int place(int tokens) {
        if (tokens < 0) {
            return steps.size() / 2;
        }
        int place = 0;
        while (place < steps.size() - 1
                && (steps.get(place).token() < tokens || steps.get(place).choice() > 0)) {
            place++;
        }
        return tokens == 0 ? 0 : place;
    }

    /** How many tokens were told before an event. */
    int token(int event) {
        return event < steps.size()
                ? steps.get(event).token()
                : steps.isEmpty() ? 0 : steps.getLast().token();
    }

    byte[] event(int event) {
        if (event < steps.size()) {
            return framed(ProviderJson.bytes(chunk(steps.get(event))));
        }
        if (manner.endMark() && event == size() - 1) {
            return framed("[DONE]".getBytes(StandardCharsets.US_ASCII));
        }
        ObjectNode usage = head();
        usage.putArray("choices");
        usage.set("usage", counts.json());
        return framed(ProviderJson.bytes(usage));
    }

    static byte[] framed(byte[] data) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(data.length + 8);
        frame.writeBytes(DATA);
        frame.writeBytes(data);
        frame.writeBytes(END);
        return frame.toByteArray();
    }

    private ObjectNode head() {
        ObjectNode head = JsonNodeFactory.instance.objectNode();
        head.put("id", id);
        head.put("object", "chat.completion.chunk");
        head.put("created", manner.created());
        head.put("model", manner.modelName());
        head.put("service_tier", "default");
        head.put("system_fingerprint", "fp_simulator");
        return head;
    }

    private ObjectNode chunk(Step step) {
        ObjectNode chunk = head();
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", step.choice());
        ObjectNode delta = choice.putObject("delta");
        SimulatedReply said = answers.get(step.choice());
        if (step.call() >= 0) {
            call(delta.putArray("tool_calls"), step, said.calls().get(step.call()));
        } else if (step.text() != null) {
            delta.put("content", step.text());
        } else if (!step.finish()) {
            delta.put("role", "assistant");
            delta.put("content", said.calls().isEmpty() ? "" : null);
            delta.putNull("refusal");
        }
        if (manner.logprobs() && step.text() != null && step.call() < 0) {
            choice.set("logprobs", Logprobs.of(List.of(step.text())));
        } else {
            choice.putNull("logprobs");
        }
        choice.put("finish_reason", step.finish() ? said.finish() : null);
        if (manner.usage()) {
            chunk.putNull("usage");
        }
        return chunk;
    }

    private static void call(ArrayNode calls, Step step, SimulatedReply.Call call) {
        ObjectNode fragment = calls.addObject().put("index", step.call());
        if (step.text() == null) {
            fragment.put("id", call.id()).put("type", "function");
            fragment.putObject("function").put("name", call.name()).put("arguments", "");
        } else {
            fragment.putObject("function").put("arguments", step.text());
        }
    }
}

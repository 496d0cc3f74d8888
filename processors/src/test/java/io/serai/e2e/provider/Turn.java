package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the model says to one request, and what that counts; a function of the two only.
 *
 * @param text the text, empty when there are only calls
 * @param calls the calls of tools
 * @param finish why it ended
 * @param stop the stop sequence that ended it, or null
 * @param counts the usage of one answer
 */
record Turn(
        String text,
        List<ToolCall> calls,
        Finish finish,
        @Nullable String stop,
        Counts counts) {
    /** Why an answer ended. */
    enum Finish {
        DONE,
        LENGTH,
        STOP_SEQUENCE,
        TOOLS
    }

    static Turn compose(Ask ask, Behaviour.Answer answer) {
        Turn turn = switch (answer.say()) {
            case Say.Echo echo -> echo(ask);
            case Say.Text said -> spoken(ask, said.text());
            case Say.Numbered numbered ->
                spoken(ask, numbered.after(Prefilled.in(ask.body()), ask.body().toString()));
            case Say.Tools used -> called(ask, used.text(), used.calls());
        };
        Counts exact = answer.counts();
        return exact == null ? turn : new Turn(turn.text, turn.calls, turn.finish, turn.stop, exact);
    }

    private static Turn echo(Ask ask) {
        List<ToolCall> calls = wanted(ask);
        if (!calls.isEmpty()) {
            return called(ask, "", calls);
        }
        JsonNode schema = ask.schema();
        if (schema != null) {
            return spoken(ask, SchemaSample.of(schema).toString());
        }
        if (ask.jsonMode()) {
            return spoken(ask, Json.object().put("echo", ask.lastText()).toString());
        }
        return spoken(ask, "Echo: " + ask.lastText());
    }

    private static List<ToolCall> wanted(Ask ask) {
        String forced = ask.forced();
        List<Ask.Tool> named = ask.tools().stream()
                .filter(tool -> forced == null
                        ? ask.lastText().contains(tool.name())
                        : tool.name().equals(forced))
                .toList();
        List<Ask.Tool> called = switch (ask.choice()) {
            case NONE -> List.of();
            case AUTO -> ask.afterTools() ? List.of() : named;
            case REQUIRED -> named.isEmpty() ? ask.tools().subList(0, 1) : named;
        };
        return called.stream()
                .limit(ask.parallel() ? called.size() : 1)
                .map(tool ->
                        new ToolCall(tool.name(), SchemaSample.of(tool.schema()).toString()))
                .toList();
    }

    private static Turn called(Ask ask, String text, List<ToolCall> calls) {
        long tokens = Words.in(text);
        for (ToolCall call : calls) {
            tokens += 1 + Words.in(call.arguments());
        }
        return new Turn(text, calls, Finish.TOOLS, null, ask.prompt().withOutput(tokens * ask.answers()));
    }

    private static Turn spoken(Ask ask, String full) {
        String text = full;
        Finish finish = Finish.DONE;
        String stop = null;
        for (String candidate : ask.stops()) {
            int at = text.indexOf(candidate);
            if (at >= 0) {
                text = text.substring(0, at);
                finish = Finish.STOP_SEQUENCE;
                stop = candidate;
            }
        }
        List<String> pieces = Words.pieces(text);
        if (pieces.size() > ask.maxOutput()) {
            pieces = pieces.subList(0, ask.maxOutput());
            text = String.join("", pieces);
            finish = Finish.LENGTH;
            stop = null;
        }
        return new Turn(text, List.of(), finish, stop, ask.prompt().withOutput((long) pieces.size() * ask.answers()));
    }
}

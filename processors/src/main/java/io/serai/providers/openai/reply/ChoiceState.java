package io.serai.providers.openai.reply;

import io.serai.chat.reply.Delta;
import io.serai.chat.reply.FinishReason;
import java.util.List;

/** What was said of one choice so far, which decides what the next event may say. */
final class ChoiceState {

    private final int index;
    private final StreamedCalls calls;
    private boolean begun;
    private boolean finished;
    private final boolean trusted;

    /** @param trusted whether its provider says {@code stop} on purpose where a tool was called */
    ChoiceState(int index, boolean trusted) {
        this.index = index;
        this.trusted = trusted;
        this.calls = new StreamedCalls(index);
    }

    int index() {
        return index;
    }

    boolean begun() {
        return begun;
    }

    boolean finished() {
        return finished;
    }

    /**
     * Adds what is new to {@code said}.
     *
     * @return whether the event may carry the choice as it is
     */
    boolean apply(ChoiceDelta delta, List<Delta> said) {
        boolean tidy = delta.tidy() && !finished && (begun ? !delta.roleThere() : delta.roleKnown());
        begun = true;
        int before = said.size();
        String reasoning = delta.reasoning();
        if (reasoning != null && !reasoning.isEmpty()) {
            said.add(new Delta.Reasoning(index, reasoning));
        }
        String text = delta.text();
        if (text != null && !text.isEmpty()) {
            said.add(new Delta.Text(index, text));
        }
        String refusal = delta.refusal();
        if (refusal != null && !refusal.isEmpty()) {
            said.add(new Delta.Refusal(index, refusal));
        }
        ToolFragment function = delta.functionCall();
        if (function != null) {
            tidy &= calls.function(function, said);
        }
        for (ToolFragment fragment : delta.calls()) {
            tidy &= calls.apply(fragment, said);
        }
        finished &= said.size() == before; // else it was said too early
        String finish = delta.finish();
        if (finish != null && !finished) {
            tidy &= finish(FinishWords.reason(finish), said);
        }
        return tidy;
    }

    void finishIfOpen(List<Delta> said) {
        if (!finished) {
            finish(FinishReason.STOP, said);
        }
    }

    private boolean finish(FinishReason reason, List<Delta> said) {
        finished = true;
        boolean tidy = calls.end(said);
        boolean called = reason == FinishReason.STOP && calls.any();
        said.add(new Delta.Finish(index, called ? FinishReason.TOOL_CALLS : reason));
        return tidy && (trusted || !called);
    }
}

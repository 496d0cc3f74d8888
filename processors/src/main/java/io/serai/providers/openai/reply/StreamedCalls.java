package io.serai.providers.openai.reply;

import io.serai.call.ProviderFailure;
import io.serai.chat.reply.Delta;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool calls of one choice as their fragments come, numbered from 0. */
final class StreamedCalls {

    /** More calls than this are made by no model. */
    static final int MOST_CALLS = 1024;

    /** Arguments that come before the name of their call wait for it; no vendor sends more than a fragment so. */
    static final int MOST_EARLY_CHARACTERS = 64 << 10;

    private final int choice;
    private int early;
    private final List<Call> calls = new ArrayList<>(0);

    /** One call; its start is told once its name is known. */
    private static final class Call {
        private final int place;
        private final int upstreamIndex;
        private @Nullable String id;
        private boolean started;
        private boolean anyArguments;
        private final StringBuilder early = new StringBuilder(0);

        Call(int place, int upstreamIndex) {
            this.place = place;
            this.upstreamIndex = upstreamIndex;
        }
    }

    StreamedCalls(int choice) {
        this.choice = choice;
    }

    boolean any() {
        for (Call call : calls) {
            if (call.started) {
                return true;
            }
        }
        return false;
    }

    /** Adds what a fragment says; returns whether its event may carry it as it is. */
    boolean apply(ToolFragment fragment, List<Delta> said) {
        Call call = find(fragment);
        if (call == null && fragment.isEmpty()) {
            return false; // what an empty call left behind
        }
        boolean first = call == null;
        if (call == null) {
            call = begin(fragment.index());
        }
        boolean tidy = first ? fragment.firstAndTidy(call.place) : fragment.laterAndTidy(call.place);
        tidy &= first || call.started;
        advance(call, fragment, said);
        return tidy;
    }

    /** The older form of a call, of which there is one at most; returns whether its event may carry it. */
    boolean function(ToolFragment fragment, List<Delta> said) {
        if (fragment.isEmpty()) {
            return false;
        }
        advance(calls.isEmpty() ? begin(0) : calls.getFirst(), fragment, said);
        return true;
    }

    private Call begin(int upstreamIndex) {
        if (calls.size() == MOST_CALLS) {
            throw new ProviderFailure(ProviderFailure.Kind.MALFORMED, "the stream calls more than 1,024 tools");
        }
        Call call = new Call(calls.size(), upstreamIndex);
        calls.add(call);
        return call;
    }

    /** The call a fragment goes on with, or null where it begins one. */
    private @Nullable Call find(ToolFragment fragment) {
        Call last = null;
        for (Call call : calls) {
            if (fragment.index() < 0 || call.upstreamIndex == fragment.index()) {
                last = call;
            }
        }
        if (last == null) {
            return null;
        }
        // some vendors give every call the same index, or none: another id with a name is another call
        boolean another = fragment.name() != null
                && last.started
                && (fragment.id() != null ? !fragment.id().equals(last.id) : fragment.index() < 0);
        return another ? null : last;
    }

    private void advance(Call call, ToolFragment fragment, List<Delta> said) {
        if (call.id == null) {
            call.id = fragment.id();
        }
        String name = fragment.name();
        if (!call.started && name != null) {
            call.started = true;
            call.id = call.id == null ? Ids.call() : call.id;
            said.add(new Delta.ToolCallStart(choice, call.place, call.id, name));
            arguments(call, call.early.toString(), said);
        }
        String arguments = fragment.arguments();
        if (arguments == null) {
            return;
        }
        if (call.started) {
            arguments(call, arguments, said);
        } else {
            early += arguments.length();
            if (early > MOST_EARLY_CHARACTERS) {
                throw new ProviderFailure(
                        ProviderFailure.Kind.MALFORMED,
                        "the stream goes on with the arguments of a tool without naming it");
            }
            call.early.append(arguments);
        }
    }

    private void arguments(Call call, String fragment, List<Delta> said) {
        if (!fragment.isEmpty()) {
            call.anyArguments = true;
            said.add(new Delta.ToolCallArguments(choice, call.place, fragment));
        }
    }

    /** The choice ends: calls without arguments get empty ones. Returns whether there were none such. */
    boolean end(List<Delta> said) {
        boolean tidy = true;
        for (Call call : calls) {
            if (!call.started && call.early.isEmpty()) {
                tidy = false; // announced and never made
                continue;
            }
            if (!call.started) {
                throw new ProviderFailure(ProviderFailure.Kind.MALFORMED, "the stream called a tool without naming it");
            }
            if (!call.anyArguments) {
                tidy = false;
                arguments(call, "{}", said);
            }
        }
        return tidy;
    }
}

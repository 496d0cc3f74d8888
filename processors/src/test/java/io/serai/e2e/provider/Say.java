package io.serai.e2e.provider;

import java.util.List;

/** What an answer says, before it is put into a vendor's words. */
public sealed interface Say {
    /**
     * Follows the request: calls the tools that are forced or named in the last user text, else fills the
     * output schema, else repeats the last user text after "Echo: ".
     */
    record Echo() implements Say {}

    /** This text, cut by the request's stop sequences and token limit. */
    record Text(String text) implements Say {}

    /** These calls, after a text that may be empty. */
    record Tools(String text, List<ToolCall> calls) implements Say {
        public Tools {
            calls = List.copyOf(calls);
            if (calls.isEmpty()) {
                throw new IllegalArgumentException("an answer of tools needs at least one call");
            }
        }
    }
}

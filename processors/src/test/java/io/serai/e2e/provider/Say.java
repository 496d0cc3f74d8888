package io.serai.e2e.provider;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What an answer says, before it is put into a vendor's words. */
public sealed interface Say {
    /**
     * Follows the request: calls the tools that are forced or named in the last user text, else fills the
     * output schema, else repeats the last user text after "Echo: ".
     */
    record Echo() implements Say {}

    /** This text, cut by the request's stop sequences and token limit. */
    record Text(String text) implements Say {}

    /** {@code w1 w2 …} up to so many words, with the request's {@code mark=…} before each number where it has one. */
    record Numbered(int words, Prefill prefill) implements Say {
        public Numbered {
            if (words < 1) {
                throw new IllegalArgumentException("an answer needs a word");
            }
        }

        private static final Pattern MARK = Pattern.compile("mark=([a-z0-9]+)");

        /** All of it, without a mark. */
        public String text() {
            return text("w");
        }

        /** All of it, with a mark. */
        public String text(String mark) {
            return IntStream.rangeClosed(1, words).mapToObj(word -> mark + word).collect(Collectors.joining(" "));
        }

        /** What is left behind a beginning; one that is none is told so, which no comparison takes for the answer. */
        String after(String beginning, String request) {
            Matcher mark = MARK.matcher(request);
            String all = text(mark.find() ? mark.group(1) + "w" : "w");
            if (beginning.isEmpty() || prefill == Prefill.IGNORED) {
                return all;
            }
            return all.startsWith(beginning)
                    ? all.substring(beginning.length())
                    : "[" + beginning + "] is not how this answer begins";
        }
    }

    /** What becomes of the beginning of an answer that ends a request. */
    enum Prefill {
        /** The answer goes on behind it. */
        CONTINUED,
        /** It is taken for an earlier turn, and the answer begins anew. */
        IGNORED,
        /** The request is refused. */
        REFUSED
    }

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

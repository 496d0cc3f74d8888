package io.serai.catalog;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.serai.chat.ChatRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts tokens by OpenAI's {@code o200k_base}; for other vendors' models the count is an estimate.
 *
 * <p>What is longer than {@value #EXACT} characters in all is not counted but estimated: pieces spread evenly over it are
 * counted and tell the ratio for the rest, so that no prompt costs much more than a millisecond. The estimate is within
 * some percent for a text of one kind.
 *
 * <p>Loads its vocabulary (some 30 MB) when made, which takes a good part of a second; share one, threads may.
 */
public final class Tokenizer {

    /** Characters up to which every token is counted. */
    static final int EXACT = 4096;

    private static final int WINDOWS = 8;
    private static final int WINDOW = EXACT / WINDOWS;

    /**
     * Longest run without a change between blank and not blank that is handed on in one piece. The library's work grows
     * faster than a run does; a cut costs at most a token.
     */
    private static final int LONGEST_RUN = 64;

    /** How many texts are remembered; beyond, all are forgotten at once, and memory stays within some megabytes. */
    private static final int REMEMBERED = 2048;

    private final Encoding encoding;
    /** System prompts, tools and the earlier turns of a conversation come again with every call. */
    private final Map<String, Integer> seen = new ConcurrentHashMap<>();

    public Tokenizer() {
        encoding = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
        encoding.countTokensOrdinary("loads what is loaded late");
    }

    /** Tokens of a text; what looks like a special token counts as the text it is. */
    public int count(String text) {
        return text.length() <= EXACT ? exact(text, 0, text.length()) : count(List.of(text));
    }

    /**
     * Tokens that the prompt of a request has by OpenAI's recipe: three and the role for each message, one more for a name,
     * three that begin the answer. What the recipe leaves open is estimated, see {@link PromptTexts}.
     */
    public int count(ChatRequest request) {
        PromptTexts prompt = PromptTexts.of(request);
        long tokens = prompt.fixedTokens()
                + count(prompt.texts())
                + (long) (count(prompt.schemas()) * PromptTexts.SCHEMA_SHARE);
        return (int) Math.min(tokens, Integer.MAX_VALUE);
    }

    private int count(List<String> texts) {
        long length = 0;
        for (int i = 0; i < texts.size(); i++) {
            length += texts.get(i).length();
        }
        if (length > EXACT) {
            return estimate(texts, length);
        }
        int tokens = 0;
        int last = texts.size() - 1;
        for (int i = 0; i <= last; i++) {
            tokens += i < last
                    ? remembered(texts.get(i))
                    : exact(texts.get(i), 0, texts.get(i).length());
        }
        return tokens;
    }

    /** Of a text that is likely to come again: all but the last of a prompt are. */
    private int remembered(String text) {
        Integer known = seen.get(text);
        if (known != null) {
            return known;
        }
        int tokens = exact(text, 0, text.length());
        if (seen.size() >= REMEMBERED) {
            seen.clear();
        }
        seen.put(text, tokens);
        return tokens;
    }

    /** Takes the texts as one, and counts windows at even distances, the first and last at its ends. */
    private int estimate(List<String> texts, long length) {
        long tokens = 0;
        int index = 0;
        long start = 0; // of the text at index, in the whole
        for (int window = 0; window < WINDOWS; window++) {
            long at = window * (length - WINDOW) / (WINDOWS - 1);
            while (at >= start + texts.get(index).length()) {
                start += texts.get(index++).length();
            }
            int from = (int) (at - start);
            int left = WINDOW;
            for (int i = index; left > 0 && i < texts.size(); i++) {
                int to = Math.min(texts.get(i).length(), from + left);
                tokens += exact(texts.get(i), from, to);
                left -= to - from;
                from = 0;
            }
        }
        return (int) Math.min(length * tokens / EXACT, Integer.MAX_VALUE);
    }

    private int exact(String text, int from, int to) {
        int tokens = 0;
        int piece = from;
        int run = from;
        boolean blank = false;
        for (int i = from; i < to; i++) {
            boolean blankHere = Character.isWhitespace(text.charAt(i));
            if (blankHere != blank) {
                blank = blankHere;
                run = i;
            } else if (i - run >= LONGEST_RUN && !Character.isLowSurrogate(text.charAt(i))) {
                tokens += encoding.countTokensOrdinary(text.substring(piece, i));
                piece = i;
                run = i;
            }
        }
        String rest = piece == 0 && to == text.length() ? text : text.substring(piece, to);
        return tokens + encoding.countTokensOrdinary(rest);
    }
}

package io.serai.steps.continuation;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.Part;
import io.serai.chat.Sampling;
import io.serai.providers.Prefill;
import java.util.ArrayList;
import java.util.List;

/** Writes the request that asks for the rest of an answer. */
final class Rest {

    /** How much of the end a model is asked to repeat, so that white space and cut words join exactly. */
    private static final int LAST_WORDS = 80;

    private static final int LEAST_WORDS = 20;

    private Rest() {}

    /** @param tokens what was delivered counts, which a caller's limit includes */
    static ChatRequest of(ChatRequest request, String delivered, Prefill way, int tokens) {
        if (delivered.isBlank()) {
            return request;
        }
        List<Message> behind = new ArrayList<>(2);
        behind.add(new Message.Assistant(List.of(new Part.Text(delivered)), List.of(), null));
        if (way == Prefill.NONE) {
            behind.add(new Message.User(List.of(new Part.Text(please(delivered))), null));
        }
        List<Message> messages = new ArrayList<>(request.messages());
        messages.addAll(behind);
        Original original = request.original();
        return new ChatRequest(
                request.model(),
                request.fallbacks(),
                messages,
                request.tools(),
                request.toolChoice(),
                request.format(),
                way == Prefill.NONE ? request.sampling() : limited(request.sampling(), tokens),
                request.stream(),
                request.streamUsage(),
                request.metadata(),
                request.user(),
                request.extras(),
                original == null ? null : original.followedBy(behind));
    }

    /** A model that is told may begin anew, for which it needs the whole limit; one that goes on has used some of it. */
    private static Sampling limited(Sampling sampling, int tokens) {
        Integer most = sampling.maxOutputTokens();
        if (most == null) {
            return sampling;
        }
        return new Sampling(
                sampling.temperature(),
                sampling.topP(),
                Math.max(1, most - tokens),
                sampling.stop(),
                sampling.choices(),
                sampling.seed(),
                sampling.presencePenalty(),
                sampling.frequencyPenalty(),
                sampling.logprobs(),
                sampling.topLogprobs(),
                sampling.reasoningEffort(),
                sampling.parallelToolCalls());
    }

    private static String please(String delivered) {
        return "Your answer above was cut off by a technical fault. Continue it exactly where it broke off and bring it"
                + " to its end. Begin by repeating its last words, which stand between the lines below, and go on from"
                + " there without a break; repeat nothing else, and do not mention the interruption.\n---\n"
                + lastWords(delivered.stripTrailing()) + "\n---";
    }

    /** The end of a text, from where a word begins if one does. */
    static String lastWords(String text) {
        int from = Math.max(0, text.length() - LAST_WORDS);
        if (from == 0) {
            return text;
        }
        for (int i = from; i <= text.length() - LEAST_WORDS; i++) {
            if (Character.isWhitespace(text.charAt(i - 1)) && !Character.isWhitespace(text.charAt(i))) {
                return text.substring(i);
            }
        }
        int middle = text.length() - LAST_WORDS / 2;
        return text.substring(Character.isLowSurrogate(text.charAt(middle)) ? middle + 1 : middle);
    }
}

package io.serai.steps.continuation;

import io.serai.call.ProviderFailure;
import io.serai.chat.ChatRequest;
import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.ReplyStream;
import io.serai.providers.Prefill;
import io.serai.usage.Usage;
import java.util.function.ToIntFunction;

/**
 * A streamed answer that may break off and be continued by another attempt.
 *
 * <p>Used by its call's own thread. Remembers what the caller has, asks for the rest of it, and joins what comes.
 */
public final class Continuation {

    private final Delivered delivered;
    private boolean underWay;
    private boolean prefillRefused;
    private Prefill way = Prefill.NONE;
    private String text = "";
    private int tokens;
    private Usage spent = Usage.NONE;

    public Continuation(ChatRequest request) {
        this.delivered = new Delivered(request);
    }

    /** The caller has this chunk. */
    public void delivered(Chunk chunk) {
        delivered.add(chunk);
    }

    /** Whether the rest may be asked for elsewhere after this failure. */
    public boolean possible(ProviderFailure failure) {
        return delivered.open() && failure.kind() != ProviderFailure.Kind.REQUEST_REFUSED;
    }

    /**
     * The answer broke off; the next attempt is for its rest.
     *
     * @param used what the attempt consumed that broke off
     */
    public void brokeOff(Usage used, ToIntFunction<String> tokenizer) {
        underWay = true;
        spent = spent.plus(used);
        text = delivered.text();
        tokens = tokenizer.applyAsInt(text);
    }

    /** Whether the answer has broken off before. */
    public boolean underWay() {
        return underWay;
    }

    /** What those attempts consumed that broke off. */
    public Usage spent() {
        return spent;
    }

    /** Tokens that the prompt has more because it says what was delivered. */
    public int tokens() {
        return tokens;
    }

    /**
     * The request that asks for the rest.
     *
     * @param possible how the model that is asked goes on with a beginning
     */
    public ChatRequest rest(ChatRequest request, Prefill possible) {
        way = prefillRefused || text.isBlank() ? Prefill.NONE : possible;
        return Rest.of(request, text, way, tokens);
    }

    /** The attempt for the rest was refused; says whether its model may be asked again, in the other way. */
    public boolean refused() {
        boolean again = way != Prefill.NONE;
        prefillRefused |= again;
        way = Prefill.NONE;
        return again;
    }

    /** The rest, without what of it the caller has. */
    public ReplyStream joined(ReplyStream rest) {
        return new Joined(rest, new Seam(text, way));
    }
}

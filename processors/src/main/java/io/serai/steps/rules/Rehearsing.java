package io.serai.steps.rules;

import io.serai.call.GatewayError;
import io.serai.chat.ChatRequest;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.Chunk;
import io.serai.steps.call.CallerConnection;
import io.serai.usage.Usage;
import org.jspecify.annotations.Nullable;

/**
 * The caller's side of a dry run: it says its task and is never answered.
 *
 * @param task the task type named beside the request, or null
 */
record Rehearsing(@Nullable String task) implements CallerConnection {

    @Override
    public String door() {
        return "dry-run";
    }

    @Override
    public @Nullable String key() {
        return null;
    }

    @Override
    public ChatRequest read() {
        throw new IllegalStateException("a dry run brings its request along");
    }

    @Override
    public boolean gone() {
        return false;
    }

    @Override
    public @Nullable Runnable keepAlive() {
        return null;
    }

    @Override
    public void whole(ChatReply.Whole reply, Facts facts) {
        throw new IllegalStateException("a dry run is not answered");
    }

    @Override
    public void begins(Facts facts) {
        throw new IllegalStateException("a dry run is not answered");
    }

    @Override
    public void sends(Chunk chunk) {
        throw new IllegalStateException("a dry run is not answered");
    }

    @Override
    public void ends(Usage usage) {
        throw new IllegalStateException("a dry run is not answered");
    }

    @Override
    public void refuse(GatewayError error) {
        throw new IllegalStateException("a dry run is refused by its exception");
    }
}

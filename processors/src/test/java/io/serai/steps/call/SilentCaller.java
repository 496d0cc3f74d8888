package io.serai.steps.call;

import io.serai.call.GatewayError;
import io.serai.chat.ChatRequest;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.Chunk;
import io.serai.routing.Requests;
import io.serai.usage.Usage;
import org.jspecify.annotations.Nullable;

/** A caller over HTTP who listens and says nothing. */
public class SilentCaller implements CallerConnection {

    @Override
    public String door() {
        return "http";
    }

    @Override
    public @Nullable String key() {
        return null;
    }

    @Override
    public ChatRequest read() {
        return Requests.asking("Say hello.").build();
    }

    @Override
    public @Nullable String task() {
        return null;
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
    public void whole(ChatReply.Whole reply, Facts facts) {}

    @Override
    public void begins(Facts facts) {}

    @Override
    public void sends(Chunk chunk) {}

    @Override
    public void ends(Usage usage) {}

    @Override
    public void refuse(GatewayError error) {}
}

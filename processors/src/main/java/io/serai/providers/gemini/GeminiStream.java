package io.serai.providers.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.call.ProviderFailure;
import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.Delta;
import io.serai.chat.reply.FinishReason;
import io.serai.json.ProviderJson;
import io.serai.providers.StreamDecoder;
import io.serai.usage.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a streamed answer of {@code streamGenerateContent?alt=sse}, which has no last event of its own.
 *
 * <p>It is complete with the end of the body, if every candidate has said why it ended by then: some say it with every event.
 */
final class GeminiStream implements StreamDecoder {

    private final long created;
    private final Map<Integer, Candidate> candidates = new TreeMap<>();
    private boolean started;

    GeminiStream(long created) {
        this.created = created;
    }

    private static final class Candidate {
        int tools;
        boolean finished;
    }

    @Override
    public @Nullable Chunk read(@Nullable String event, byte[] data) {
        JsonNode body = ProviderJson.read(data);
        if (body.has("error")) {
            throw GeminiErrors.inStream(body);
        }
        List<Delta> deltas = new ArrayList<>(3);
        if (!started) {
            started = true;
            deltas.add(new Delta.Start(
                    GeminiParts.responseId(body), body.path("modelVersion").asText(""), created));
        }
        String blocked = GeminiFinish.blocked(body);
        if (blocked != null) {
            block(blocked, deltas);
        }
        int place = 0;
        for (JsonNode candidate : body.path("candidates")) {
            candidate(candidate, GeminiParts.index(candidate, place), deltas);
            place++;
        }
        Usage usage = GeminiUsage.of(body.path("usageMetadata"));
        if (usage != null) {
            deltas.add(new Delta.UsageReport(usage));
        }
        return deltas.isEmpty() ? null : new Chunk(deltas, null);
    }

    @Override
    public boolean complete() {
        return false;
    }

    @Override
    public @Nullable Chunk end() {
        if (!finished()) {
            throw new ProviderFailure(ProviderFailure.Kind.CUT, "the stream ended before the model said why");
        }
        return null;
    }

    private boolean finished() {
        for (Candidate candidate : candidates.values()) {
            if (!candidate.finished) {
                return false;
            }
        }
        return !candidates.isEmpty();
    }

    private void block(String why, List<Delta> deltas) {
        Candidate none = candidates.computeIfAbsent(0, index -> new Candidate());
        if (!none.finished) {
            none.finished = true;
            deltas.add(new Delta.Refusal(0, why));
            deltas.add(new Delta.Finish(0, FinishReason.CONTENT_FILTER));
        }
    }

    private void candidate(JsonNode node, int choice, List<Delta> deltas) {
        Candidate candidate = candidates.computeIfAbsent(choice, index -> new Candidate());
        int before = deltas.size();
        for (JsonNode part : node.path("content").path("parts")) {
            part(part, choice, candidate, deltas);
        }
        candidate.finished &= deltas.size() == before;
        FinishReason reason = GeminiFinish.of(node, candidate.tools > 0);
        if (reason != null && !candidate.finished) {
            String refusal = GeminiFinish.refusal(node, reason);
            if (refusal != null) {
                deltas.add(new Delta.Refusal(choice, refusal));
            }
            candidate.finished = true;
            deltas.add(new Delta.Finish(choice, reason));
        }
    }

    private static void part(JsonNode part, int choice, Candidate candidate, List<Delta> deltas) {
        if (part.path("functionCall").isObject()) {
            String arguments = GeminiParts.arguments(part);
            if (GeminiParts.isJsonAnswer(part)) {
                deltas.add(new Delta.Text(choice, arguments));
            } else {
                int index = candidate.tools++;
                deltas.add(
                        new Delta.ToolCallStart(choice, index, GeminiParts.callId(part), GeminiParts.callName(part)));
                deltas.add(new Delta.ToolCallArguments(choice, index, arguments));
            }
            return;
        }
        String text = part.path("text").asText("");
        if (!text.isEmpty()) {
            deltas.add(
                    part.path("thought").asBoolean(false)
                            ? new Delta.Reasoning(choice, text)
                            : new Delta.Text(choice, text));
        }
    }
}

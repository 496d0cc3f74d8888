package io.serai.simulator.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.json.ProviderJson;
import io.serai.simulator.compose.Composer;
import io.serai.simulator.compose.SimulatedReply;
import java.util.List;

/** Writes an answer in one piece. */
public final class WholeBody {

    private WholeBody() {}

    public static byte[] of(Manner manner, List<SimulatedReply> answers, Counts counts) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("id", "chatcmpl-" + Composer.random());
        root.put("object", "chat.completion");
        root.put("created", manner.created());
        root.put("model", manner.modelName());
        ArrayNode choices = root.putArray("choices");
        for (SimulatedReply said : answers) {
            choice(choices.addObject().put("index", choices.size() - 1), said, manner.logprobs());
        }
        if (manner.usage()) {
            root.set("usage", counts.json());
        }
        root.put("service_tier", "default");
        root.put("system_fingerprint", "fp_simulator");
        return ProviderJson.bytes(root);
    }

    private static void choice(ObjectNode choice, SimulatedReply said, boolean logprobs) {
        ObjectNode message = choice.putObject("message").put("role", "assistant");
        message.put("content", said.text());
        message.putNull("refusal");
        if (!said.calls().isEmpty()) {
            ArrayNode calls = message.putArray("tool_calls");
            for (SimulatedReply.Call call : said.calls()) {
                ObjectNode one = calls.addObject().put("id", call.id()).put("type", "function");
                one.putObject("function").put("name", call.name()).put("arguments", call.arguments());
            }
        }
        if (logprobs && !said.pieces().isEmpty()) {
            choice.set("logprobs", Logprobs.of(said.pieces()));
        } else {
            choice.putNull("logprobs");
        }
        choice.put("finish_reason", said.finish());
    }
}

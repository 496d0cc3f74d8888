package io.serai.simulator.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes up how sure the model was of each piece: between one half and certain, the same for the same piece. */
final class Logprobs {

    private Logprobs() {}

    static ObjectNode of(List<String> pieces) {
        ObjectNode logprobs = JsonNodeFactory.instance.objectNode();
        ArrayNode content = logprobs.putArray("content");
        for (String piece : pieces) {
            ObjectNode one = content.addObject();
            one.put("token", piece);
            one.put("logprob", -Math.floorMod(piece.hashCode(), 694) / 1000.0);
            ArrayNode bytes = one.putArray("bytes");
            for (byte b : piece.getBytes(StandardCharsets.UTF_8)) {
                bytes.add(b & 0xFF);
            }
            one.putArray("top_logprobs");
        }
        logprobs.putNull("refusal");
        return logprobs;
    }
}

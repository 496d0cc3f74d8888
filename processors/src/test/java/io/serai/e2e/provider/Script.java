package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer in a vendor's words, ready to be sent.
 *
 * @param contentType of the answer
 * @param stream whether the frames are events, sent in chunks; else there is one frame, the body
 * @param frames the events or the body
 * @param keepAlive what goes between the events when comments are asked for
 */
record Script(String contentType, boolean stream, List<Frame> frames, byte[] keepAlive) {
    static final String JSON = "application/json";
    static final byte[] COMMENT = ": keep-alive\n\n".getBytes(StandardCharsets.UTF_8);

    /** The same with each usage emptied, and events that had nothing else left out. */
    Script withoutUsage() {
        List<Frame> silent = new ArrayList<>();
        for (Frame frame : frames) {
            String text = new String(frame.bytes(), StandardCharsets.UTF_8);
            int from = text.indexOf('{');
            int to = text.lastIndexOf('}') + 1;
            if (from < 0) {
                silent.add(frame);
                continue;
            }
            JsonNode body = Json.parse(text.substring(from, to));
            boolean onlyUsage =
                    body.path("choices").isArray() && body.path("choices").isEmpty();
            if (onlyUsage) {
                continue;
            }
            for (JsonNode at : List.of(body, body.path("message"))) {
                if (at instanceof ObjectNode object) {
                    object.remove("usageMetadata");
                    if (object.has("usage")) {
                        object.putObject("usage");
                    }
                    if (object.path("object").asText().startsWith("chat.completion")) {
                        object.remove("usage");
                    }
                }
            }
            byte[] bytes = (text.substring(0, from) + body + text.substring(to)).getBytes(StandardCharsets.UTF_8);
            silent.add(new Frame(silent.size() + 1, bytes, frame.terminator(), frame.consumed(), null));
        }
        return new Script(contentType, stream, silent, keepAlive);
    }

    static Script whole(String contentType, byte[] body, Counts counts) {
        return new Script(contentType, false, List.of(new Frame(1, body, false, counts, counts)), COMMENT);
    }
}

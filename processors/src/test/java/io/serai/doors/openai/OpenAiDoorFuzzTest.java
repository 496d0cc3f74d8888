package io.serai.doors.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.chat.ChatRequest;
import io.serai.chat.Original;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Broken bodies of all kinds; the seed is fixed, so that a failure comes again. */
class OpenAiDoorFuzzTest {

    private static final int ROUNDS = 8_000;
    private static final String BODY = """
            {"model":"m","models":["a"],"messages":[{"role":"system","content":"Sei höflich 😀 \\ud83d\\ude00"},
            {"role":"user","content":[{"type":"text","text":"a\\n"},{"type":"image_url","image_url":
            {"url":"data:image/png;base64,AAAA"}}]},{"role":"assistant","content":null,"tool_calls":[{"id":"c",
            "type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c",
            "content":"1"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],
            "tool_choice":"auto","temperature":0.5,"n":1,"seed":12,"stop":["x"],"logit_bias":{"1":2},"x":[null,{}],
            "stream":true,"stream_options":{"include_usage":true},"response_format":{"type":"json_schema",
            "json_schema":{"name":"s","schema":{}}},"metadata":{"k":"v"}}
            """;
    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\u",
        "null",
        "true",
        "-",
        "1e9999",
        "99999999999999999999",
        "0",
        "\u0000",
        "{\"a\":1}",
        "[[]]",
        "\"x\"",
        "é",
        "\\ud83d",
        "data:",
        "\n"
    };

    private final OpenAiDoor door = new OpenAiDoor();
    private final Random random = new Random(20260501);

    @Test
    void aBrokenBodyIsReadOrRefusedAndNothingElse() throws IOException {
        int read = 0;
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] body = mutated();
            try {
                check(door.read(body));
                read++;
            } catch (Refusal refusal) {
                assertThat(refusal.error()).isInstanceOf(GatewayError.Invalid.class);
                refused++;
            } catch (RuntimeException | StackOverflowError e) {
                fail("round " + round + ": " + new String(body, StandardCharsets.UTF_8), e);
            }
        }
        assertThat(read).isGreaterThan(ROUNDS / 100);
        assertThat(refused).isGreaterThan(ROUNDS / 2);
    }

    @Test
    void bytesAreUtf8ExactlyWhenTheJdkSaysSo() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = new byte[4 + random.nextInt(24)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : 'a');
                if (bytes[i] == '\\') {
                    bytes[i] = 'a';
                }
            }
            boolean good = true;
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            } catch (CharacterCodingException e) {
                good = false;
            }
            assertThat(Utf8.fault(bytes) < 0)
                    .as(() -> HexFormat.of().formatHex(bytes))
                    .isEqualTo(good);
        }
    }

    /** What was read says the same as the body does to a reader that builds trees. */
    private static void check(ChatRequest request) throws IOException {
        Original original = Objects.requireNonNull(request.original());
        JsonNode tree = new ObjectMapper().readTree(original.body());
        assertThat(tree.path("model").textValue()).isEqualTo(request.model());
        assertThat(tree.path("messages")).hasSize(request.messages().size());
        assertThat(tree.size()).isEqualTo(original.fields().size());
        for (Original.Field field : original.fields()) {
            byte[] body = original.body();
            JsonNode value = new ObjectMapper().readTree(body, field.valueStart(), field.end() - field.valueStart());
            assertThat(value).isEqualTo(tree.path(field.name()));
        }
    }

    private byte[] mutated() {
        byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
        int edits = 1 + random.nextInt(3);
        for (int i = 0; i < edits; i++) {
            body = edited(body);
        }
        return body;
    }

    private byte[] edited(byte[] body) {
        if (body.length == 0) {
            return body;
        }
        int at = random.nextInt(body.length);
        return switch (random.nextInt(5)) {
            case 0 -> spliced(body, at, Math.min(body.length, at + 1 + random.nextInt(20)), new byte[0]);
            case 1 -> spliced(body, at, at, PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8));
            case 2 -> spliced(body, at, at + 1, new byte[] {(byte) random.nextInt(256)});
            case 3 -> spliced(body, at, body.length, new byte[0]);
            default -> spliced(body, at, at + 1, new byte[] {(byte) (' ' + random.nextInt(95))});
        };
    }

    private static byte[] spliced(byte[] body, int from, int to, byte[] instead) {
        ByteBuffer edited = ByteBuffer.allocate(body.length - (to - from) + instead.length);
        edited.put(body, 0, from).put(instead).put(body, to, body.length - to);
        return edited.array();
    }
}

package io.serai.doors;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** How events are parted on an SSE stream. */
class SseFramingTest {

    private final SseFraming sse = new SseFraming();

    @Test
    void anEventIsALineOfDataAndABlankLine() {
        assertThat(framed(StreamEvent.of(utf8("{\"a\":\"ü\"}")))).isEqualTo("data: {\"a\":\"ü\"}\n\n");
    }

    @Test
    void aNameGoesBeforeTheData() {
        assertThat(framed(new StreamEvent("message_stop", utf8("{}")))).isEqualTo("event: message_stop\ndata: {}\n\n");
    }

    @Test
    void aLineBreakBetweenTokensEndsNoLineAndTheDataStaysAsItWas() {
        byte[] own = utf8("{\n\"a\":\r\n1}");

        assertThat(framed(new StreamEvent("e", own))).isEqualTo("event: e\ndata: { \"a\":  1}\n\n");
        assertThat(own).isEqualTo(utf8("{\n\"a\":\r\n1}"));
    }

    @Test
    void wire25KeepAliveIsAComment() {
        assertThat(new String(sse.keepAlive(), StandardCharsets.US_ASCII)).isEqualTo(": keep-alive\n\n");
    }

    private String framed(StreamEvent event) {
        return new String(sse.frame(event), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

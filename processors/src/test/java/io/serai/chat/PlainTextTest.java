package io.serai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.doors.openai.OpenAiDoor;
import io.serai.live.files.EditRefused;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Nothing in a message begins a line of its own, turns the text round or is half a character. */
class PlainTextTest {

    private static final String ODD =
            "a\r\n\u0085\u2028\u2029\u202E\u200B\uFEFF\u001B[31m\uD83Db\uDE00 \uD83D\uDE00\u00E9";
    private static final String PLAIN = "a" + " ".repeat(9) + "[31m b  \uD83D\uDE00\u00E9";

    @Test
    void blanksWhatIsNoTextAndKeepsTheRest() {
        assertThat(PlainText.of(ODD)).isEqualTo(PLAIN);
        assertThat(PlainText.of("plain")).isEqualTo("plain");
        assertThat(PlainText.of("\uD83D")).isEqualTo(" ");
    }

    @Test
    void everyErrorAndEveryRefusedEditIsPlain() {
        GatewayError error = new GatewayError.Invalid(ODD, null, null);
        assertThat(new String(new OpenAiDoor().error(error).body(), StandardCharsets.UTF_8))
                .contains(PLAIN.substring(0, 15));
        assertThat(new Refusal(error)).hasMessage(PLAIN);
        assertThat(new EditRefused(ODD).reason()).isEqualTo(PLAIN);
    }
}

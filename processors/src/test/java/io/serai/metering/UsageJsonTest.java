package io.serai.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.call.UsageRecord;
import io.serai.usage.Money;
import io.serai.usage.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageJsonTest {

    @Test
    void readsWhatItWrote() throws IOException {
        UsageRecord record =
                Records.record().asked("größer\n\"auto\" 🙂").team(null).build();

        assertThat(read(written(record))).isEqualTo(record);
        assertThat(written(record)).doesNotContain("\n").doesNotContain("team");
    }

    @Test
    void keepsEveryDigit() throws IOException {
        UsageRecord record = Records.record()
                .cost("123456789012.000000000000000001")
                .usage(new Usage(1_000_000_000_000L, 0, 0, 0, 0, 1, 0, 0))
                .at(Instant.parse("2026-11-23T12:00:00.123456789Z"))
                .build();

        UsageRecord back = read(written(record));

        assertThat(back.cost()).isEqualTo(new Money(new BigDecimal("123456789012.000000000000000001")));
        assertThat(back).isEqualTo(record);
        assertThat(written(record)).contains("\"cost\":\"123456789012.000000000000000001\"");
    }

    @Test
    void ignoresFieldsOfALaterVersion() throws IOException {
        UsageRecord record = Records.any();
        String later = written(record)
                .replaceFirst("\\{", "{\"later\":{\"deep\":[1,2,{}]},")
                .replace("\"tokens\":{", "\"tokens\":{\"video\":9,");

        assertThat(read(later)).isEqualTo(record);
    }

    @Test
    void cutsWhatNoColumnHolds() throws IOException {
        String written = written(Records.record()
                .asked("x".repeat(299) + "🙂" + "y".repeat(1_000_000))
                .model("a\0b\uD800c🙂")
                .build());

        assertThat(read(written).asked()).isEqualTo("x".repeat(299));
        assertThat(read(written).model()).isEqualTo("a\uFFFDb\uFFFDc🙂");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"call\":",
                "{\"call\":7}",
            })
    void refusesWhatIsNoRecord(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class).hasMessageMatching("(?s).+");
    }

    @Test
    void refusesToGuessWhatABillNeeds() throws IOException {
        String record = written(Records.any());

        assertThatThrownBy(() -> read(record.replaceFirst("\"cost\":\"[^\"]*\",", "")))
                .hasMessage("\"cost\" is missing or not a text");
        assertThatThrownBy(() -> read(record.replace("\"OK\"", "\"MELTED\"")))
                .hasMessage("\"outcome\" is none that is known here");
        assertThatThrownBy(() -> read(record.replace("\"attempt\":1", "\"attempt\":1.5")))
                .hasMessageContaining("attempt");
        assertThatThrownBy(() -> read(record.replace("\"input\":100", "\"input\":-100")))
                .hasMessage("\"input\" is not between 0 and 1000000000000");
        assertThatThrownBy(() -> read(record + record)).isInstanceOf(IOException.class);
    }

    private static String written(UsageRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        UsageJson.write(record, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static UsageRecord read(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return UsageRecordReader.read(bytes, 0, bytes.length);
    }
}

package io.serai.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that the database would refuse, round or sum wrongly never get as far as the database. */
@Timeout(30)
class UsageRecordReaderTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`\"at\":\"[^\"]*\"`|`\"at\":\"+1000000000-12-31T23:59:59.999999999Z\"`|`\"at\" is not between 1970 and 9999`",
                "`\"at\":\"[^\"]*\"`|`\"at\":\"-1000000000-01-01T00:00:00Z\"`|`\"at\" is not between 1970 and 9999`",
                "`\"at\":\"[^\"]*\"`|`\"at\":\"yesterday\"`|`\"at\" is not a moment such as 2026-11-23T12:00:00Z`",
                "`\"cost\":\"[^\"]*\"`|`\"cost\":\"1E999999999\"`|`\"cost\" is not between 0 and 10^12 with at most 18 decimals`",
                "`\"cost\":\"[^\"]*\"`|`\"cost\":\"1E-999999999\"`|`\"cost\" is not between 0 and 10^12 with at most 18 decimals`",
                "`\"cost\":\"[^\"]*\"`|`\"cost\":\"1000000000000\"`|`\"cost\" is not between 0 and 10^12 with at most 18 decimals`",
                "`\"cost\":\"[^\"]*\"`|`\"cost\":\"-999999.99\"`|`\"cost\" is not between 0 and 10^12 with at most 18 decimals`",
                "`\"cost\":\"[^\"]*\"`|`\"cost\":\"0.0000000000000000001\"`|`\"cost\" is not between 0 and 10^12 with at most 18 decimals`",
                "`\"cost\":\"[^\"]*\"`|`\"cost\":\"NaN\"`|`\"cost\" is not an amount such as 0.0012`",
                "`\"cost\":\"[^\"]*\"`|`\"cost\":\"1E99999999999\"`|`\"cost\" is not an amount such as 0.0012`",
                "`\"output\":60`|`\"output\":9223372036854775807`|`\"output\" is not between 0 and 1000000000000`",
                "`\"output\":60`|`\"output\":9223372036854775808`|`\"output\" is not between 0 and 1000000000000`",
                "`\"output\":60`|`\"output\":-1`|`\"output\" is not between 0 and 1000000000000`",
                "`\"output\":60`|`\"output\":1e400`|`\"output\" is missing or not a whole number`",
                "`\"attempt\":1`|`\"attempt\":0`|`\"attempt\" is not between 1 and 1000000`",
                "`\"attempt\":1`|`\"attempt\":2147483647`|`\"attempt\" is not between 1 and 1000000`",
                "`\"total-ms\":1900`|`\"total-ms\":-9223372036854775808`|`\"total-ms\" is not between 0 and 10000000000000`",
                "`\"first-token-ms\":210`|`\"first-token-ms\":-2`|`\"first-token-ms\" is not between -1 and 10000000000000`",
                "`\"call\":\"[^\"]*\"`|`\"call\":\"\"`|`\"call\" is not an id of at most 64 characters`",
                "`\"call\":\"[^\"]*\"`|`\"call\":\"a\\u0000b\"`|`\"call\" is not an id of at most 64 characters`",
            })
    void refusesWhatIsBeyondSaneBounds(String field, String value, String reason) throws IOException {
        String line = written().replaceFirst(field, Matcher.quoteReplacement(value));

        assertThat(line).contains(value);
        assertThatThrownBy(() -> read(line)).isInstanceOf(IOException.class).hasMessage(reason);
    }

    @Test
    void refusesAnIdThatCuttingWouldMakeAnothersAndAFieldSaidTwice() throws IOException {
        String line = written();

        assertThatThrownBy(() -> read(line.replaceFirst("\"call\":\"", "\"call\":\"" + "x".repeat(64))))
                .hasMessage("\"call\" is not an id of at most 64 characters");
        assertThatThrownBy(() -> read(line.replaceFirst("\\{", "{\"cost\":\"0\",")))
                .hasMessageMatching("not one JSON object, at column \\d+");
    }

    @Test
    void refusesAnEndlessLineUnread() {
        byte[] line = new byte[100 << 20];
        Arrays.fill(line, (byte) '[');

        assertThatThrownBy(() -> UsageRecordReader.read(line, 0, line.length))
                .hasMessage("the line has 104857600 bytes; a record has at most 65536");
        assertThatThrownBy(() -> UsageRecordReader.read(line, 0, 60_000)).isInstanceOf(IOException.class);
    }

    @Test
    void takesTheLongestRecordThatAGatewayCanWrite() throws IOException {
        String endless = "\u0001".repeat(1_000);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        UsageJson.write(
                Records.record()
                        .asked(endless)
                        .model(endless)
                        .provider(endless)
                        .team(endless)
                        .task(endless)
                        .build(),
                out);

        assertThat(UsageRecordReader.read(out.toByteArray(), 0, out.size()).asked())
                .hasSize(300);
    }

    private static String written() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        UsageJson.write(Records.any(), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void read(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        UsageRecordReader.read(bytes, 0, bytes.length);
    }
}

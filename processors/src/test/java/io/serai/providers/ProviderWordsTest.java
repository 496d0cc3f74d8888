package io.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderWordsTest {

    private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Incorrect API key provided: sk-proj-AbC*****xyz.|Incorrect API key provided: ***.",
                "bad sk-ant-api03-aaaa-bbbb|bad ***",
                "GET /v1beta/models?key=AIzaSyB-123456789&alt=sse|GET /v1beta/models?key=***&alt=sse",
                "key AIzaSyB-1234567890|key ***",
                "Authorization: Bearer eyJhbGciOi.J9|Authorization: Bearer ***",
                "a risk-free task|a risk-free task"
            })
    void tellsNoSecrets(String said, String passedOn) {
        assertThat(ProviderWords.redacted(said)).isEqualTo(passedOn);
    }

    @Test
    void keepsWordsShort() {
        assertThat(ProviderWords.redacted("x".repeat(100_000))).hasSize(2_001);
    }

    @Test
    void readsEveryFormOfRetryAfter() {
        assertThat(ProviderWords.retryAfter("30", NOW)).isEqualTo(Duration.ofSeconds(30));
        assertThat(ProviderWords.retryAfter("0.5", NOW)).isEqualTo(Duration.ofMillis(500));
        assertThat(ProviderWords.retryAfter("Mon, 05 Jan 2026 10:01:00 GMT", NOW))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(ProviderWords.retryAfter("Mon, 05 Jan 2026 09:00:00 GMT", NOW))
                .isEqualTo(Duration.ZERO);
        assertThat(ProviderWords.retryAfter("200000", NOW)).isEqualTo(Duration.ofDays(1));
        assertThat(ProviderWords.retryAfter("Fri, 05 Jan 2046 09:00:00 GMT", NOW))
                .isEqualTo(Duration.ofDays(1));
        for (String absurd : new String[] {
            "1e18", "-1e18", "9223372036854775807", "Infinity", "-0x1p70", "Fri, 31 Dec 9999 23:59:59 GMT", "1\r\nx: y"
        }) {
            assertThat(ProviderWords.retryAfter(absurd, NOW)).as(absurd).isNull();
        }
        assertThat(ProviderWords.retryAfter("soon", NOW)).isNull();
        assertThat(ProviderWords.retryAfter("-1", NOW)).isNull();
        assertThat(ProviderWords.retryAfter("NaN", NOW)).isNull();
        assertThat(ProviderWords.retryAfter(null, NOW)).isNull();
    }
}

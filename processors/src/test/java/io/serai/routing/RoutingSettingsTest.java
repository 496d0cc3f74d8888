package io.serai.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.routing.task.TaskType;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingSettingsTest {

    @Test
    void hasADefaultForEverything() {
        RoutingSettings settings = Settings.defaults();
        assertThat(settings.zone()).isEqualTo(ZoneId.of("UTC"));
        assertThat(settings.peakHours()).isEmpty();
        assertThat(settings.maxCandidates()).isEqualTo(5);
        assertThat(settings.credentialsCoolOff()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.expectedOutput())
                .containsEntry("classification", 12)
                .containsKey("general");
        for (TaskType type : TaskType.values()) {
            assertThat(settings.expectedOutput()).containsKey(type.label());
        }
    }

    @Test
    void readsWhatIsSaid() {
        RoutingSettings settings = Settings.of(Map.of(
                "zone", "Europe/Berlin",
                "peak-hours", "Mon-Fri 09:00-18:00",
                "expected-output.tickets", "42",
                "expected-speed.groq.first-token", "200ms",
                "expected-speed.groq.tokens-per-second", "300",
                "balance.cost", "2"));
        assertThat(settings.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(settings.expectedOutput()).containsEntry("tickets", 42).containsEntry("coding", 600);
        assertThat(settings.expectedSpeed().get("groq"))
                .isEqualTo(new RoutingSettings.Speed(Duration.ofMillis(200), 300));
        assertThat(settings.balance().cost()).isEqualTo(2);
        assertThat(settings.balance().quality()).isEqualTo(0.5);
    }

    @ParameterizedTest
    @CsvSource({
        "zone, Europe/Nowhere, Nowhere",
        "peak-hours, Mon 25:00-26:00, '25:00'",
        "max-candidates, 0, max-candidates",
        "expected-output.coding, 0, expected-output.coding",
        "balance.cost, -1, balance",
        "figures-fade, 0s, figures-fade",
        "headers, Authorization, 'Authorization' holds a key",
        "headers, cookie, 'cookie' holds a key",
        "headers, x-api-key, 'x-api-key' holds a key",
        "headers, x-auth-token, 'x-auth-token' holds a key",
        "headers, x team, 'x team' is no name of a header"
    })
    void stopsTheStartWithWordsOnWhatCannotBeMeant(String name, String value, String words) {
        assertThatThrownBy(() -> Settings.of(Map.of(name, value))).hasStackTraceContaining(words);
    }
}

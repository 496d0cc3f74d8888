package io.serai.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeakHoursTest {

    /** 2026-11-23 is a Monday. */
    private static LocalDateTime at(String moment) {
        return LocalDateTime.parse(moment);
    }

    @Test
    void includesTheBeginningAndExcludesTheEnd() {
        PeakHours hours = PeakHours.of(List.of("Mon-Fri 09:00-18:00"));
        assertThat(hours.contains(at("2026-11-23T08:59:59"))).isFalse();
        assertThat(hours.contains(at("2026-11-23T09:00"))).isTrue();
        assertThat(hours.contains(at("2026-11-27T17:59:59"))).isTrue();
        assertThat(hours.contains(at("2026-11-27T18:00"))).isFalse();
        assertThat(hours.contains(at("2026-11-28T12:00"))).isFalse();
    }

    @Test
    void aWindowOfTheNightEndsOnTheNextDay() {
        PeakHours hours = PeakHours.of(List.of("Fri,Sunday 22:00-06:00"));
        assertThat(hours.contains(at("2026-11-27T21:59"))).isFalse();
        assertThat(hours.contains(at("2026-11-28T05:59"))).isTrue();
        assertThat(hours.contains(at("2026-11-28T06:00"))).isFalse();
        assertThat(hours.contains(at("2026-11-28T22:30"))).isFalse();
        assertThat(hours.contains(at("2026-11-29T22:00"))).isTrue();
        assertThat(hours.contains(at("2026-11-23T05:59"))).as("into Monday").isTrue();
        assertThat(hours.contains(at("2026-11-23T06:00"))).isFalse();
    }

    @Test
    void timesAloneMeanEveryDayAndSpansMayPassTheWeekend() {
        assertThat(PeakHours.of(List.of("00:00-24:00")).contains(at("2026-11-29T23:59")))
                .isTrue();
        PeakHours hours = PeakHours.of(List.of("Sat-Mon 8:00-9:00"));
        assertThat(hours.contains(at("2026-11-23T08:30"))).isTrue();
        assertThat(hours.contains(at("2026-11-24T08:30"))).isFalse();
    }

    @Test
    void noWindowsMeanNoPeakHours() {
        assertThat(PeakHours.of(List.of()).contains(at("2026-11-23T12:00"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Mon-Fri 9-18           | '9'
                    Mon-Fri                | 'Mon-Fri'
                    Mo 09:00-18:00         | 'Mo'
                    Mon-Fry 09:00-18:00    | 'Fry'
                    09:00-25:00            | '25:00'
                    09:60-10:00            | '09:60'
                    24:01-10:00            | '24:01'
                    09:00-09:00            | '09:00-09:00'
                    ''                     | ''
                    """)
    void refusesAWindowItCannotReadAndNamesTheWord(String window, String word) {
        assertThatThrownBy(() -> PeakHours.of(List.of(window)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("serai.routing.peak-hours")
                .hasMessageContaining(word);
    }
}

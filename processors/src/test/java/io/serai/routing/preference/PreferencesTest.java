package io.serai.routing.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.call.GatewayError;
import io.serai.call.Preference;
import io.serai.call.Preference.Handling;
import io.serai.call.Profile;
import io.serai.usage.Money;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreferencesTest {

    private final Preferences preferences = new Preferences();

    private Preference prefers(String rule, String sentence) {
        return ((Ruling.Prefers) preferences.parse(rule, sentence)).preference();
    }

    @Test
    void readsAProfileAlone() {
        assertThat(prefers("support", " fastest ")).isEqualTo(Preference.of("support", Profile.FASTEST));
    }

    @Test
    void readsEveryLimit() {
        Preference preference = prefers(
                "r",
                "best, quality >= 0.8, cost<=$0.02, latency <= 1.5s, models gpt-4o claude-*, providers openai anthropic");
        assertThat(preference)
                .isEqualTo(new Preference(
                        "r",
                        Profile.BEST,
                        0.8,
                        Money.usd("0.02"),
                        Duration.ofMillis(1500),
                        List.of("gpt-4o", "claude-*"),
                        List.of("openai", "anthropic"),
                        Handling.USUAL));
    }

    @Test
    void readsHowFailuresAreHandled() {
        assertThat(prefers("r", "best, retries 0, wait <= 5s, patience <= 20s, continue off")
                        .handling())
                .isEqualTo(new Handling(0, Duration.ofSeconds(5), Duration.ofSeconds(20), false));
    }

    @Test
    void readsTimesInMillisecondsAndMinutes() {
        assertThat(prefers("r", "best, latency <= 800ms").maxLatency()).isEqualTo(Duration.ofMillis(800));
        assertThat(prefers("r", "best, latency <= 2m").maxLatency()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void readsASentenceOnceAndAnEditedOneAgain() {
        Preference first = prefers("r", "best, quality >= 0.5");
        assertThat(prefers("r", "best, quality >= 0.5")).isSameAs(first);
        assertThat(prefers("r", "cheapest").profile()).isEqualTo(Profile.CHEAPEST);
    }

    @Test
    void staysBoundedWhenRulesAreComputed() {
        for (int i = 0; i < 5_000; i++) {
            assertThat(prefers("rule-" + i, "best").rule()).isEqualTo("rule-" + i);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    quickest                        | 'quickest'
                    ''                              | fastest, cheapest, best, balanced
                    best, qualitty >= 0.8           | 'qualitty'
                    best, quality >= much           | 'much'
                    best, quality >= 1.2            | '1.2'
                    best, quality <= 0.8            | 'quality >= value'
                    best, cost <= -1                | '-1'
                    best, cost <= 1e-3              | '1e-3'
                    best, cost <= 1.2.3             | '1.2.3'
                    best, latency <= 3              | '3'
                    best, latency <= 0s             | '0s'
                    best, models                    | 'models' names none
                    best,                           | nothing behind a comma
                    best, cost <= 1, cost <= 2      | 'cost <= 2' says again
                    best, retries 9                 | '9' is not a number of retries
                    best, retries                   | 'retries value'
                    best, continue maybe            | 'maybe' is neither on nor off
                    best, patience 20s              | 'patience <= value'
                    in order                        | 'in order' needs what to ask
                    in order, quality >= 0.5        | 'in order' needs what to ask
                    in-order, models a              | 'in-order'
                    refuse                          | refuse 403 code_of_yours
                    refuse 403: no                  | refuse 403 code_of_yours
                    refuse 403 not_now              | refuse 403 code_of_yours
                    refuse 403 not_now:             | refuse 403 code_of_yours
                    refuse 200 fine: Yes.           | not '200'
                    refuse 500 broken: No.          | not '500'
                    refuse 403 Not-now: No.         | 'Not-now'
                    """)
    void refusesWhatItCannotReadAndNamesTheWord(String sentence, String words) {
        assertThatThrownBy(() -> preferences.parse("peak", sentence))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("rule peak: ")
                .hasMessageContaining(words);
    }

    @Test
    void readsARefusal() {
        assertThat(preferences.parse("interns", " refuse 403 not_for_interns:  Interns, alas: no paid models. "))
                .isEqualTo(new Ruling.Refuses(new GatewayError.RefusedByRule(
                        "interns", 403, "not_for_interns", "Interns, alas: no paid models.")));
    }

    @Test
    void keepsTheWordsOfARefusalToOneLineOfSomeLength() {
        Ruling ruling = preferences.parse("long", "refuse 413 too_long: one\r\n\u0000two" + "x".repeat(2_000));
        String words = ((Ruling.Refuses) ruling).error().message();
        assertThat(words).startsWith("one twox").endsWith("x…").hasSize(1_001);
    }

    @Test
    void readsAnOrderedList() {
        Preference preference = prefers("r", "in  order, models b a, cost <= 1");
        assertThat(preference.profile()).isEqualTo(Profile.IN_ORDER);
        assertThat(preference.models()).containsExactly("b", "a");
        assertThat(preference.limited()).isTrue();
    }
}

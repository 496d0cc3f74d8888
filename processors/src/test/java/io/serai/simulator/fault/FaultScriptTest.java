package io.serai.simulator.fault;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serai.simulator.fault.Fault.At;
import io.serai.simulator.fault.Fault.Status;
import io.serai.simulator.fault.Fault.Trouble;
import io.serai.simulator.fault.Fault.Wait;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultScriptTest {

    private static List<List<Fault>> played(String script, int asks) {
        FaultScript parsed = FaultScript.parse(script);
        return LongStream.range(0, asks).mapToObj(parsed::faults).toList();
    }

    @Test
    void playsAStepAnAskAndStaysAtTheLast() {
        Fault limited = new Status(429, new Wait(Duration.ofSeconds(2), Wait.Form.SECONDS));
        assertThat(played("429 retry-after 2, ok", 3)).containsExactly(List.of(limited), List.of(), List.of());
        assertThat(played(" 503 X2 ,\tok , CUT 20 ", 5))
                .containsExactly(
                        List.of(new Status(503)),
                        List.of(new Status(503)),
                        List.of(),
                        List.of(new At(Trouble.CUT, 20)),
                        List.of(new At(Trouble.CUT, 20)));
    }

    @Test
    void beginsAnew() {
        assertThat(played("reset, ok x2, again", 6))
                .containsExactly(
                        List.of(Trouble.RESET), List.of(), List.of(), List.of(Trouble.RESET), List.of(), List.of());
    }

    @Test
    void putsFaultsTogetherAndTellsWaitsInEveryWay() {
        assertThat(played("slow late 1.5 no-end cut", 1).getFirst())
                .containsExactly(
                        Trouble.SLOW, new Fault.Late(Duration.ofMillis(1500)), Trouble.NO_END, new At(Trouble.CUT, -1));
        assertThat(played("429 retry-after-ms 500", 1).getFirst())
                .containsExactly(new Status(429, new Wait(Duration.ofMillis(500), Wait.Form.MILLIS)));
        assertThat(played("503 retry-after-date 3", 1).getFirst())
                .containsExactly(new Status(503, new Wait(Duration.ofSeconds(3), Wait.Form.DATE)));
        assertThat(played("429 retry-after none", 1).getFirst())
                .containsExactly(new Status(429, new Wait(Duration.ZERO, Wait.Form.SECONDS)));
    }

    @Test
    void knowsEveryWordItLists() {
        for (Trouble trouble : Trouble.values()) {
            assertThat(FaultScript.parse(trouble.word()).faults(0)).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "fault-503, 503",
        "fault-429-2-once, '429 retry-after 2 x1, ok, again'",
        "fault-cut-20, cut 20",
        "fault-context-too-long-once, 'context-too-long x1, ok, again'",
        "fault-reset-twice, 'reset x2, ok, again'",
        "fault-silence-always, silence"
    })
    void readsAModelsName(String name, String script) {
        assertThat(requireNonNull(FaultScript.named(name)).text()).isEqualTo(script);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "fault-", "fault-boo", "fault-once", "fault-429-2-3", "fault-ok-x", "fault-x3"})
    void takesNoOtherNames(String name) {
        assertThat(FaultScript.named(name)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|script is empty",
                "429, |A step of the script is empty",
                "boo|knows no fault 'boo'",
                "200|knows no fault '200'",
                "retry-after 2|must stand behind a status",
                "429 retry-after|needs a number of seconds behind it",
                "429 retry-after soon|not 'soon'",
                "429 retry-after 601|at most 600 seconds",
                "429 retry-after-ms 0|from 1 to 600000",
                "429 retry-after-eon 2|knows no 'retry-after-eon'",
                "late|needs a number of seconds",
                "late 0|more than 0",
                "cut 200000|from 0 to 100000",
                "ok 503|either ok or a fault",
                "x3|no fault and is not ok",
                "503 x0|from 1 to 1000",
                "503 x99999|from 1 to 1000",
                "503 x99999999999|whole number",
                "again|needs steps before it",
                "503, again, ok|Nothing may stand behind 'again'",
            })
    void saysWhatIsWrongAndWhichWordsThereAre(String script, String words) {
        assertThatExceptionOfType(BadScript.class)
                .isThrownBy(() -> FaultScript.parse(script))
                .withMessageContaining(words)
                .withMessageContaining("context-too-long")
                .withMessageContaining("\"429 retry-after 2, ok\"");
    }

    @Test
    void isBounded() {
        assertThatExceptionOfType(BadScript.class)
                .isThrownBy(() -> FaultScript.parse("ok,".repeat(200)))
                .withMessageContaining("longer than 500");
        assertThatExceptionOfType(BadScript.class)
                .isThrownBy(() -> FaultScript.parse("ok,".repeat(50) + "ok"))
                .withMessageContaining("at most 50");
        assertThatExceptionOfType(BadScript.class)
                .isThrownBy(() -> FaultScript.parse("x" + "😀".repeat(200)))
                .satisfies(e -> assertThat(e.message().length()).isLessThan(1_000));
    }

    @Test
    void playsPlansByModelUntilTheyEnd() {
        FaultPlans plans = new FaultPlans();
        assertThat(plans.next("fast")).isNull();
        plans.play("fast", FaultScript.parse("503, ok"));
        assertThat(plans.next("cheap")).isNull();
        assertThat(plans.next("fast")).containsExactly(new Status(503));
        assertThat(plans.next("fast")).isEmpty();
        assertThat(plans.inForce()).containsExactly(new FaultPlans.Rehearsal("fast", "503, ok", 2));
        plans.play("fast", FaultScript.parse("reset"));
        assertThat(plans.next("fast")).containsExactly(Trouble.RESET);
        assertThat(plans.end("fast")).isTrue();
        assertThat(plans.end("fast")).isFalse();
        assertThat(plans.next("fast")).isNull();
    }
}

package io.serai.steps.callers;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.steps.callers.RecentAnswers.Answer;
import io.serai.steps.callers.RecentAnswers.Request;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecentAnswersTest {

    private final RecentAnswers recent = new RecentAnswers();

    @Test
    void remembersTheAnswerOfOneMessageOfOneKey() {
        Answer answer = new Answer("{}", Map.of("serai_status", 200));
        recent.remember(new Request(1, 2, "key_a"), answer);
        assertThat(recent.find(new Request(1, 2, "key_a"))).isEqualTo(answer);
        assertThat(recent.find(new Request(1, 2, "key_b"))).isNull();
        assertThat(recent.find(new Request(1, 3, "key_a"))).isNull();
        assertThat(recent.find(new Request(2, 2, "key_a"))).isNull();
    }

    @Test
    void forgetsTheOldest() {
        for (int i = 0; i < 5_000; i++) {
            recent.remember(new Request(i, 0, "key_a"), new Answer("{}", Map.of()));
        }
        assertThat(recent.find(new Request(3_999, 0, "key_a"))).isNull();
        assertThat(recent.find(new Request(4_000, 0, "key_a"))).isNotNull();
    }

    @Test
    void holdsOnlySoMuchText() {
        String million = "x".repeat(1_000_000);
        for (int i = 0; i < 10; i++) {
            recent.remember(new Request(i, 0, "key_a"), new Answer(million, Map.of()));
            recent.remember(new Request(i, 0, "key_a"), new Answer(million, Map.of()));
        }
        assertThat(recent.find(new Request(5, 0, "key_a"))).isNull();
        assertThat(recent.find(new Request(6, 0, "key_a"))).isNotNull();
        recent.remember(new Request(10, 0, "key_a"), new Answer("x".repeat(9_000_000), Map.of()));
        assertThat(recent.find(new Request(9, 0, "key_a"))).isNull();
        assertThat(recent.find(new Request(10, 0, "key_a"))).isNotNull();
    }
}

package io.serai.steps.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.serai.steps.call.Slot;
import org.junit.jupiter.api.Test;

class ReadStepTest {

    @Test
    void readsWhatTheCallerAsks() {
        try (AskedCall call = new AskedCall().identified()) {
            new ReadStep().process(call.exchange);

            assertThat(Slot.REQUEST.of(call.exchange).messages()).hasSize(1);
        }
    }

    @Test
    void readsNothingOfACallerWhoIsNotKnown() {
        try (AskedCall call = new AskedCall()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> new ReadStep().process(call.exchange))
                    .withMessageContaining("'caller'", "identify");
            assertThat(Slot.REQUEST.find(call.exchange)).isNull();
        }
    }
}

package io.serai.steps.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serai.TestDatabases;
import io.serai.call.CallId;
import io.serai.call.Refusal;
import io.serai.keys.IssuedKey;
import io.serai.keys.Keyring;
import io.serai.keys.Keys;
import io.serai.keys.NewKey;
import io.serai.steps.call.Call;
import io.serai.steps.call.Deadlines;
import io.serai.steps.call.SilentCaller;
import io.serai.steps.call.Slot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IdentifyStepTest {

    private final Keyring keyring =
            new Keys(TestDatabases.H2.fresh(), "secret", null, InstantSource.system()).keyring();
    private final IssuedKey issued = keyring.issue(NewKey.named("mine"));
    private final IdentifyStep identify = new IdentifyStep(keyring);

    private Exchange showing(@Nullable String key, @Nullable String checkedId) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        SilentCaller side = new SilentCaller() {
            @Override
            public @Nullable String key() {
                return key;
            }

            @Override
            public @Nullable String checkedKeyId() {
                return checkedId;
            }
        };
        try (Deadlines deadlines = new Deadlines(Duration.ofSeconds(10))) {
            Slot.CALL.set(exchange, new Call(CallId.next(), Instant.EPOCH, side, deadlines, exchange));
        }
        return exchange;
    }

    @Test
    void knowsTheCallerByTheKeyItShows() {
        Exchange exchange = showing(issued.raw(), null);

        identify.process(exchange);

        assertThat(Slot.CALLER.of(exchange).keyName()).isEqualTo("mine");
    }

    @Test
    void believesTheBrokerWhichKeyItChecked() {
        Exchange exchange = showing("sk-serai-something-else", issued.key().id());

        identify.process(exchange);

        assertThat(Slot.CALLER.of(exchange).keyName()).isEqualTo("mine");
    }

    @Test
    void refusesAKeyThatThereIsNot() {
        for (String key : new String[] {null, "", "sk-serai-unknown"}) {
            Exchange exchange = showing(key, null);
            assertThatExceptionOfType(Refusal.class)
                    .isThrownBy(() -> identify.process(exchange))
                    .satisfies(refusal -> assertThat(refusal.error().status()).isEqualTo(401));
            assertThat(Slot.CALLER.find(exchange)).isNull();
        }
    }
}

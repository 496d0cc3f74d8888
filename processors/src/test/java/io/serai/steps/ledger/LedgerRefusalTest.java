package io.serai.steps.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.call.UsageRecord;
import io.serai.metering.LedgerInsert;
import io.serai.metering.Records;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** What cannot be stored goes aside with the reason; a database that is away is waited for. */
class LedgerRefusalTest {

    private static final SQLException REFUSED = new SQLException("value too long", "22001");
    private static final SQLException AWAY = new SQLTransientConnectionException("connection refused", "08001");

    private final UsageRecord one = Records.record().call("req_1").build();
    private final UsageRecord other = Records.record().call("req_2").build();
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    private void after(Exception caught, UsageRecord... records) {
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, caught);
        exchange.setProperty(LedgerStatement.INSERT, new LedgerInsert(List.of(records), List.of()));
    }

    @Test
    void takesABatchApartWhereARecordIsToBlame() throws Exception {
        after(REFUSED, one, other);

        new LedgerApartStep().process(exchange);

        assertThat(exchange.getMessage().getBody(List.class))
                .containsExactly(
                        new LedgerInsert(List.of(one), List.of()), new LedgerInsert(List.of(other), List.of()));
    }

    @Test
    void setsARecordAsideWithTheReason() throws Exception {
        after(REFUSED, one);

        new LedgerRejectStep().process(exchange);

        assertThat(exchange.getMessage().getBody()).isEqualTo(LedgerReadStepTest.line(one));
        assertThat(exchange.getMessage().getHeader("serai_reason", String.class))
                .contains("value too long");
    }

    @Test
    void setsAMessageAsideAsItCame() throws Exception {
        byte[] message = {1, 2, 3};
        after(new IllegalStateException("x".repeat(2_000)));
        exchange.setProperty(LedgerReadStep.MESSAGE, message);

        new LedgerGiveUpStep().process(exchange);

        assertThat(exchange.getMessage().getBody()).isSameAs(message);
        assertThat(exchange.getMessage().getHeader("serai_reason", String.class))
                .hasSize(501)
                .endsWith("…");
    }

    @Test
    void throwsOnWhatPasses() {
        for (Processor step : List.of(new LedgerApartStep(), new LedgerRejectStep(), new LedgerGiveUpStep())) {
            after(AWAY, one);
            assertThatThrownBy(() -> step.process(exchange)).isSameAs(AWAY);
        }
    }
}

package io.serai.app;

import io.serai.keys.Keys;
import io.serai.metering.outbox.MeteringSettings;
import io.serai.metering.outbox.Outbox;
import io.serai.steps.ledger.LedgerApartStep;
import io.serai.steps.ledger.LedgerGiveUpStep;
import io.serai.steps.ledger.LedgerReadStep;
import io.serai.steps.ledger.LedgerRejectStep;
import io.serai.steps.ledger.LedgerStatement;
import io.serai.steps.ledger.LedgerVerifyStep;
import io.serai.steps.ledger.LedgerWatch;
import io.serai.steps.ledger.OutboxComponent;
import io.serai.steps.ledger.UsageSignStep;
import java.time.InstantSource;
import org.apache.camel.Processor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The verbs of the way from the outbox to the ledger, by the names that its route calls them by. */
@Configuration(proxyBeanMethods = false)
public class LedgerConfiguration {

    /** Named as Camel looks it up: {@code outbox:usage}. */
    @Bean("outbox-component")
    OutboxComponent outboxComponent(Outbox outbox) {
        return new OutboxComponent(outbox);
    }

    @Bean
    Processor usageSign(Keys keys) {
        return new UsageSignStep(keys.signer(UsageSignStep.SIGNED));
    }

    @Bean
    Processor ledgerVerify(Keys keys) {
        return new LedgerVerifyStep(keys.signer(UsageSignStep.SIGNED));
    }

    @Bean
    Processor ledgerRead(LedgerWatch watch) {
        return new LedgerReadStep(watch);
    }

    @Bean
    Processor ledgerApart() {
        return new LedgerApartStep();
    }

    @Bean
    Processor ledgerReject() {
        return new LedgerRejectStep();
    }

    @Bean
    Processor ledgerGiveUp() {
        return new LedgerGiveUpStep();
    }

    @Bean
    LedgerStatement ledgerStatement() {
        return new LedgerStatement();
    }

    @Bean
    LedgerWatch ledgerWatch(MeteringSettings settings, InstantSource clock) {
        return new LedgerWatch(settings.stalledAfter(), clock);
    }
}

package io.serai.steps.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.catalog.files.LiveCatalog;
import io.serai.metering.outbox.MeteringSettings;
import io.serai.metering.outbox.Outbox;
import io.serai.steps.call.Slot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.apache.camel.spi.Synchronization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class AdmitStepTest {

    @TempDir
    private Path folder;

    @Test
    void fromThenOnTheCallIsSettledWhateverBecomesOfItsRoute() throws Exception {
        MeteringSettings settings = new MeteringSettings(
                Duration.ofMillis(20),
                Duration.ofMillis(50),
                DataSize.ofMegabytes(8),
                Duration.ofSeconds(30),
                Duration.ZERO);
        LiveCatalog catalog =
                new LiveCatalog(name -> null, Files.readAllBytes(Path.of("config/models.yaml")), "models.yaml");
        try (Outbox outbox = new Outbox(folder, settings, InstantSource.system());
                AskedCall call = new AskedCall().decided("one", "two")) {
            new AdmitStep(catalog, outbox, List.of()).process(call.exchange);

            assertThat(Slot.UNANSWERED.of(call.exchange)).isTrue();
            assertThat(Slot.STREAMED.of(call.exchange)).isFalse();
            assertThat(call.attempts().trail().next()).isNotNull();
            call.asking().answered();
            List<Synchronization> atTheEnd =
                    call.exchange.getExchangeExtension().handoverCompletions();
            assertThat(atTheEnd).containsExactly(call.attempts());
            atTheEnd.getFirst().onFailure(call.exchange);

            assertThat(outbox.pending()).isEqualTo(1);
        }
    }
}

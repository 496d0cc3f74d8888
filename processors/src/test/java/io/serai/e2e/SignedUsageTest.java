package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSContext;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Somebody who may send to the usage queue writes no bill. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("OwnBroker")
@Order(22)
@Timeout(600)
class SignedUsageTest {

    private OwnBroker own;
    private Instant from;

    @BeforeEach
    void fresh() {
        own = OwnBroker.fresh();
        from = Instant.now();
    }

    @Test
    void setsAsideWhatNoGatewaySigned() throws Exception {
        String record = "{\"call\":\"req_" + UUID.randomUUID().toString().replace("-", "")
                + "\",\"attempt\":1,\"at\":\"" + from
                + "\",\"key\":\"key_x\",\"key-name\":\"forged\",\"task\":\"general\","
                + "\"rule\":\"forced\",\"asked\":\"gpt-4o\",\"model\":\"gpt-4o\",\"provider\":\"openai\",\"upstream\":\"gpt-4o\","
                + "\"tokens\":{\"input\":1},\"cost\":\"-999999.99\",\"listed\":true,\"estimated\":false,\"outcome\":\"OK\","
                + "\"door\":\"http\",\"streamed\":false,\"first-token-ms\":1,\"total-ms\":1}\n";
        Path trace = own.folder.resolve("trace-" + UUID.randomUUID());
        try (JMSContext jms = own.caller()) {
            Message text = jms.createTextMessage(record);
            BytesMessage unsigned = jms.createBytesMessage();
            unsigned.writeBytes(record.getBytes(StandardCharsets.UTF_8));
            BytesMessage wrong = jms.createBytesMessage();
            wrong.writeBytes(record.getBytes(StandardCharsets.UTF_8));
            wrong.setStringProperty("serai_signature", "00".repeat(32));
            BytesMessage nonsense = jms.createBytesMessage();
            nonsense.writeBytes(record.getBytes(StandardCharsets.UTF_8));
            nonsense.setStringProperty("serai_signature", "é");
            MapMessage map = jms.createMapMessage();
            map.setString("call", "x");
            for (Message forged : List.of(
                    text,
                    unsigned,
                    wrong,
                    nonsense,
                    map,
                    jms.createMessage(),
                    jms.createObjectMessage(new WritesAFile(trace)))) {
                jms.createProducer().send(jms.createQueue("serai.usage"), forged);
                Message aside = own.mustDeadLetter("serai.usage.dlq");
                assertThat(aside.getStringProperty("serai_reason")).isNotBlank();
            }
            assertThat(own.ask(jms, jms.createTextMessage(OwnBroker.ASK))
                            .path("status")
                            .asInt())
                    .isEqualTo(200);
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(records()).hasSize(1));
        assertThat(records().get(0).path("model").asText()).isEqualTo("gpt-4o-mini");
        assertThat(Files.exists(trace)).isFalse();
    }

    private JsonNode records() {
        return own.gateway
                .admin("GET", "/admin/v1/usage/records?from=" + from + "&to=" + from.plusSeconds(3_600), "")
                .path("data");
    }
}

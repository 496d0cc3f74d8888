package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSContext;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a gateway in a process of its own leaves on the disk. */
@Execution(ExecutionMode.CONCURRENT)
@Order(11)
@Timeout(600)
@EnabledOnOs({OS.LINUX, OS.MAC})
class DataFilesTest {

    @TempDir
    Path folder;

    @Test
    void isForItsOwnerAloneAndHoldsNoKey() throws Exception {
        String key;
        try (GatewayProcess gateway = new GatewayProcess(folder, List.of())) {
            gateway.startAndAwaitReady();
            key = gateway.issueKey();
            try (JMSContext jms = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + gateway.brokerPort(), "any", key)
                    .createContext()) {
                TextMessage request = jms.createTextMessage(
                        "{\"model\": \"auto\", \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}");
                request.setStringProperty("authorization", "Bearer " + key);
                request.setJMSReplyTo(jms.createTemporaryQueue());
                jms.createProducer().send(jms.createQueue("llm.requests"), request);
                assertThat(jms.createConsumer(request.getJMSReplyTo()).receiveBody(String.class, 120_000))
                        .contains("chat.completion");
            }
        }
        try (Stream<Path> tree = Files.walk(folder.resolve("data"))) {
            for (Path each : (Iterable<Path>) tree::iterator) {
                boolean isFolder = Files.isDirectory(each);
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                        .as(each.toString())
                        .isEqualTo(isFolder ? "rwx------" : "rw-------");
                if (!isFolder) {
                    String bytes = Files.readString(each, StandardCharsets.ISO_8859_1);
                    assertThat(bytes.contains(key)).as(each.toString()).isFalse();
                    assertThat(bytes.replace("\0", "").contains(key))
                            .as(each.toString())
                            .isFalse();
                }
            }
        }
        assertThat(Files.readString(folder.resolve("gateway.log"))).doesNotContain(key);
    }
}

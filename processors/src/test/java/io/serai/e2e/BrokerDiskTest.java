package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.e2e.provider.Counts;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The data folder's disk fills up from one moment to the next, or the broker's journal on it is damaged. */
@Timeout(400)
class BrokerDiskTest {

    private static final int SOME = 20;
    private static final Counts COUNTS = new Counts(1_031, 277, 0, 0, 107, 0);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the settings document promises. */
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(40);

    @TempDir
    Path folder;

    private boolean mounted;

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            run("umount", "-l", folder.resolve("data").toString());
        }
    }

    /** Where the account of the test may not make a small disk, the test of the broker alone has to do. */
    private void mountSmallDisk() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", data.toString());
        assumeTrue(mounted, "a small disk can be mounted");
    }

    private static boolean run(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void theBrokerServesAgainWhenThereIsSpaceAgain() throws Exception {
        mountSmallDisk();
        try (Providers providers = new Providers(COUNTS);
                GatewayProcess gateway =
                        new GatewayProcess(folder, providers.settings("--serai.metering.stalled-after=2s"))) {
            gateway.startAndAwaitReady();
            Audit audit = new Audit(gateway);
            String key = gateway.issueKey();
            Map<String, Callers.Complete> complete;
            List<Callers.Complete> asked = new ArrayList<>();
            List<String> ids = new ArrayList<>();
            try (Callers callers = new Callers(gateway, key, 2)) {
                ask(gateway, key, asked, ids);
                awaitMoreAnswers(callers);

                fillTheDisk();
                await().atMost(Duration.ofSeconds(60)).until(() -> gateway.log()
                        .contains("The embedded broker stopped"));
                awaitMoreAnswers(callers);
                assertThat(gateway.isReady()).isFalse();

                Files.delete(folder.resolve("data/filler"));
                gateway.awaitReady();
                ask(gateway, key, asked, ids);
                awaitMoreAnswers(callers);
                callers.stop();
                assertThat(callers.failed()).as(callers::lastFailure).isZero();
                complete = callers.complete();
            }
            for (int i = 0; i < ids.size(); i++) {
                complete.put(ids.get(i), asked.get(i));
            }
            audit.holds(complete, providers, COUNTS);
            assertThat(gateway.stop(STOPS_WITHIN)).isEqualTo(143);
        }
    }

    @Test
    void stopsInTimeWhileTheDiskIsFull() throws Exception {
        mountSmallDisk();
        try (Providers providers = new Providers(COUNTS);
                GatewayProcess gateway = new GatewayProcess(folder, providers.settings())) {
            gateway.startAndAwaitReady();
            try (Callers callers = new Callers(gateway, gateway.issueKey(), 2)) {
                awaitMoreAnswers(callers);
                fillTheDisk();
                await().atMost(Duration.ofSeconds(60)).until(() -> gateway.log()
                        .contains("The embedded broker stopped"));
                awaitMoreAnswers(callers);
                callers.stop();
            }
            assertThat(gateway.stop(STOPS_WITHIN)).isEqualTo(143);
        }
    }

    @Test
    void endsWhereTheJournalIsDamaged() throws Exception {
        try (GatewayProcess gateway = new GatewayProcess(folder, List.of())) {
            gateway.startAndAwaitReady();
            gateway.kill();
            Path broker = folder.resolve("data/broker");
            try (Stream<Path> files = Files.list(broker.resolve("journal"))) {
                for (Path file : (Iterable<Path>) files.filter(each -> each.toString().endsWith(".amq"))::iterator) {
                    byte[] garbage = new byte[64];
                    ThreadLocalRandom.current().nextBytes(garbage);
                    byte[] bytes = Files.readAllBytes(file);
                    System.arraycopy(garbage, 0, bytes, 0, garbage.length);
                    Files.write(file, bytes);
                }
            }
            int before = gateway.log().length();
            gateway.start();
            assertThat(gateway.awaitEnd(Duration.ofSeconds(90))).isEqualTo(1);
            assertThat(gateway.log().substring(before))
                    .contains("The embedded broker cannot read its journal in " + broker)
                    .doesNotContain("\tat ");
        }
    }

    /** Until no byte of it is left, as a log of something else would. */
    private void fillTheDisk() throws IOException {
        byte[] piece = new byte[64 * 1024];
        Path filler = folder.resolve("data/filler");
        try (OutputStream out = Files.newOutputStream(filler, StandardOpenOption.CREATE)) {
            while (true) {
                out.write(piece);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static void ask(GatewayProcess gateway, String key, List<Callers.Complete> asked, List<String> ids)
            throws Exception {
        Callers.Complete call = new Callers.Complete(Callers.MARK + 1_000_001 + asked.size(), "gpt-4o-mini", false);
        try (ActiveMQConnectionFactory connections =
                        new ActiveMQConnectionFactory("tcp://127.0.0.1:" + gateway.brokerPort());
                JMSContext jms = connections.createContext("any", key)) {
            Queue answers = jms.createTemporaryQueue();
            TextMessage request = jms.createTextMessage("{\"model\": \"" + call.model()
                    + "\", \"metadata\": {\"task\": \"" + call.mark()
                    + "\"}, \"messages\": [{\"role\": \"user\", \"content\": \"" + call.mark() + " by message\"}]}");
            request.setJMSReplyTo(answers);
            jms.createProducer().send(jms.createQueue("llm.requests"), request);
            Message answer = jms.createConsumer(answers).receive(30_000);
            assertThat(answer).as("an answer by message").isNotNull();
            JsonNode json = JSON.readTree(answer.getBody(String.class));
            assertThat(json.at("/choices/0/message/content").asText()).startsWith("one two");
            asked.add(call);
            ids.add(answer.getStringProperty("serai_request_id"));
        }
    }

    private static void awaitMoreAnswers(Callers callers) {
        int before = callers.complete().size();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(callers.complete().size())
                        .as(callers::lastFailure)
                        .isGreaterThanOrEqualTo(before + SOME));
    }
}

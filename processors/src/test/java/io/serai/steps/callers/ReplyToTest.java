package io.serai.steps.callers;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.doors.queue.ReplyQueues;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.activemq.artemis.jms.client.ActiveMQDestination;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyToTest {

    private final List<String> opened = new ArrayList<>();
    private final ReplyQueues queues = (keyId, address) -> {
        opened.add(keyId + " " + address);
        return keyId.equals("key_a");
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "answers",
                "my.answers",
                "queue://my.answers",
                "/queue/my.answers",
                "queue:a",
                "llmanswers",
                "serai-answers",
                "Ünïcode.1",
                "a/b@c~d=e:f$"
            })
    void letsAKeyHaveQueuesOfItsOwn(String name) {
        assertThat(refusal(name, "key_a")).isNull();
        assertThat(refusal(name, "key_b")).contains("not a queue that this key may have answers sent to");
        assertThat(opened).hasSize(2).noneMatch(each -> each.contains("//") || each.contains("queue:"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"temp-queue://", "queue://", ""})
    void asksNobodyForATemporaryQueue(String prefix) {
        assertThat(refusal(prefix + UUID.randomUUID(), "key_b")).isNull();
        assertThat(opened).isEmpty();
    }

    @Test
    void believesNoNameThatClaimsToBeTemporary() {
        assertThat(refusal("temp-queue://answers.of.b", "key_b")).isNotNull();
        assertThat(refusal("temp-queue://serai.usage", "key_a")).contains("belongs to the gateway");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "serai",
                "serai.usage",
                "llm",
                "llm.requests",
                "llm.anything",
                "activemq.management",
                "$sys",
                "$.artemis.internal",
                "_AMQ_x",
                "jms.queue.serai.usage",
                "queue://queue://serai.usage",
                "DLQ",
                "ExpiryQueue",
                "a b",
                "a\nb",
                "a,b",
                "a#",
                "a.*",
                "a>",
                "serai.usage::serai.usage",
                "x::serai.usage"
            })
    void refusesWhatIsNoQueueOfAClient(String name) {
        assertThat(refusal(name, "key_a")).contains("reply-to");
        assertThat(opened.stream().filter(each -> each.contains("serai.usage"))).isEmpty();
    }

    @Test
    void refusesNamesOfAnyLength() {
        assertThat(refusal("x".repeat(201), "key_a")).isNotNull();
        assertThat(refusal("serai.".repeat(20_000), "key_a")).isNotNull();
    }

    private @Nullable String refusal(String name, String keyId) {
        return new ReplyTo(ActiveMQDestination.fromPrefixedName(name), null).refusal(queues, keyId);
    }
}

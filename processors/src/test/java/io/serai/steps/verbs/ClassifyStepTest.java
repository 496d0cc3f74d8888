package io.serai.steps.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serai.call.Preference;
import io.serai.call.Refusal;
import io.serai.catalog.files.LiveCatalog;
import io.serai.routing.Requests;
import io.serai.routing.Settings;
import io.serai.routing.preference.ModelResolver;
import io.serai.routing.task.TaskClassifier;
import io.serai.routing.task.TaskFacts;
import io.serai.steps.call.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClassifyStepTest {

    private static LiveCatalog shipped() {
        try {
            return new LiveCatalog(
                    name -> "OPENAI_API_KEY".equals(name) ? "sk-test" : null,
                    Files.readAllBytes(Path.of("config/models.yaml")),
                    "models.yaml");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private final ClassifyStep classify = new ClassifyStep(
            new TaskFacts(Settings.of(Map.of()), new TaskClassifier(), request -> 42), new ModelResolver(), shipped());

    @Test
    void leavesTheChoiceToTheRulesWhereTheCallerDoes() {
        try (AskedCall call = new AskedCall().identified().read(Requests.model("auto"))) {
            classify.process(call.exchange);

            assertThat(Slot.TASK.of(call.exchange).promptTokens()).isEqualTo(42);
            assertThat(Slot.CHOICE.find(call.exchange)).isNotNull();
            assertThat(Slot.PREFERENCE.find(call.exchange)).isNull();
        }
    }

    @Test
    void takesTheCallersOwnPreferenceBeforeTheRules() {
        try (AskedCall call = new AskedCall().identified().read(Requests.model("auto:cheapest"))) {
            classify.process(call.exchange);

            assertThat(Slot.PREFERENCE.of(call.exchange))
                    .isInstanceOfSatisfying(
                            Preference.class,
                            preference -> assertThat(preference.rule()).isEqualTo("auto:cheapest"));
        }
    }

    @Test
    void refusesAModelThatThereIsNot() {
        try (AskedCall call = new AskedCall().identified().read(Requests.model("gpt-nonsense"))) {
            assertThatExceptionOfType(Refusal.class)
                    .isThrownBy(() -> classify.process(call.exchange))
                    .satisfies(refusal -> assertThat(refusal.error().status()).isEqualTo(404));
        }
    }
}

package io.serai.catalog.files;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.catalog.Catalog;
import io.serai.catalog.Model;
import io.serai.catalog.Price;
import io.serai.catalog.Provider;
import io.serai.chat.Feature;
import io.serai.usage.Money;
import io.serai.usage.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShippedCatalogTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final Catalog catalog = shipped();

    @Test
    void hasEveryPriceAndEveryQualityWithItsSource() {
        for (Model model : catalog.models()) {
            assertThat(model.created()).as(model.name()).isPositive();
            for (Price price : model.prices().prices()) {
                assertThat(price.source()).as(model.name()).isNotEmpty();
            }
            if (model.kind() == Model.Kind.CHAT) {
                assertThat(model.qualities()).as(model.name()).containsKey("general");
                assertThat(model.features()).as(model.name()).contains(Feature.STREAMING);
            }
        }
    }

    @Test
    void needsNothingButTheSimulatorToStart() {
        assertThat(catalog.providers())
                .filteredOn(Provider::configured)
                .extracting(Provider::name)
                .containsExactly("simulator");
        assertThat(catalog.providers())
                .extracting(Provider::name)
                .contains("openai", "anthropic", "gemini", "mistral", "groq", "deepseek", "ollama", "vllm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini", "mistral", "groq", "deepseek", "ollama", "simulator"})
    void hasModelsOf(String provider) {
        assertThat(catalog.chatModels())
                .extracting(model -> model.provider().name())
                .contains(provider);
    }

    @Test
    void chargesWhatTheVendorsDo() {
        // 1000 × 2.50 + 500 × 10 = 7500 millionths
        assertThat(cost("gpt-4o", Usage.of(1000, 500))).isEqualTo(Money.usd("0.0075"));
        // 1000 × 0.15 + 500 × 0.60 = 450 millionths
        assertThat(cost("gpt-4o-mini", Usage.of(1000, 500))).isEqualTo(Money.usd("0.00045"));
        // 1000 × 0.02 = 20 millionths
        assertThat(cost("text-embedding-3-small", Usage.of(1000, 0))).isEqualTo(Money.usd("0.00002"));
        // 1000 × 3 + 10 000 cached × 0.30 + 2000 written × 3.75 + 500 × 15 = 3000 + 3000 + 7500 + 7500 millionths
        assertThat(cost("claude-sonnet-4-5", new Usage(1000, 10_000, 2000, 0, 0, 500, 0, 0)))
                .isEqualTo(Money.usd("0.021"));
        // 1000 × 1 + 500 × 5 = 3500 millionths
        assertThat(cost("claude-haiku-4-5", Usage.of(1000, 500))).isEqualTo(Money.usd("0.0035"));
        // 1000 × 0.30 + (100 + 900 reasoned) × 2.50 = 2800 millionths
        assertThat(cost("gemini-2.5-flash", new Usage(1000, 0, 0, 0, 0, 100, 900, 0)))
                .isEqualTo(Money.usd("0.0028"));
        // a long prompt: 300 000 × 2.50 + 1000 × 15 = 765 000 millionths
        assertThat(cost("gemini-2.5-pro", Usage.of(300_000, 1000))).isEqualTo(Money.usd("0.765"));
    }

    @Test
    void endsAnOfferOnItsDay() {
        Usage million = Usage.of(1_000_000, 0);

        assertThat(model("gemini-3.8-flash").cost(million, Instant.parse("2026-12-31T23:59:59Z")))
                .isEqualTo(Money.usd("0.75"));
        assertThat(model("gemini-3.8-flash").cost(million, Instant.parse("2027-01-01T00:00:00Z")))
                .isEqualTo(Money.usd("1.50"));
    }

    @Test
    void reachesModelsByProviderAndUpstream() {
        assertThat(catalog.find("openai/gpt-4o")).isSameAs(model("gpt-4o"));
        assertThat(catalog.find("groq/openai/gpt-oss-120b")).isSameAs(model("gpt-oss-120b"));
        assertThat(catalog.find("claude-sonnet-4-5-20250929")).isSameAs(model("claude-sonnet-4-5"));
        assertThat(catalog.find("simulator/strong")).isSameAs(model("sim-strong"));
    }

    @Test
    void keepsTheEmbeddingModelOutOfChat() {
        assertThat(model("text-embedding-3-small").kind()).isEqualTo(Model.Kind.EMBEDDING);
        assertThat(catalog.chatModels()).doesNotContain(model("text-embedding-3-small"));
    }

    @Test
    void hasSimulatedModelsOfWhichEachRuleWantsAnother() {
        List<Model> simulated = catalog.chatModels().stream()
                .filter(model -> model.provider().simulated())
                .toList();

        assertThat(simulated)
                .extracting(Model::name)
                .containsExactly("sim-fast", "sim-cheap", "sim-strong", "sim-flaky");
        assertThat(simulated)
                .allSatisfy(model -> assertThat(model.features()).containsExactlyInAnyOrder(Feature.values()));
        assertThat(simulated.stream().max(Comparator.comparing(model -> model.quality("reasoning"))))
                .contains(model("sim-strong"));
        assertThat(simulated.stream()
                        .min(Comparator.comparing(
                                model -> model.prices().at(NOW).estimate(1000, 500))))
                .contains(model("sim-cheap"));
    }

    private Money cost(String name, Usage usage) {
        return model(name).cost(usage, NOW);
    }

    private Model model(String name) {
        return requireNonNull(catalog.find(name), name);
    }

    private static Catalog shipped() {
        try {
            return CatalogReader.read(
                    Files.readAllBytes(Path.of("config/models.yaml")), "config/models.yaml", name -> null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

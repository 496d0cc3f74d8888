package io.serai.routing.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.call.GatewayError;
import io.serai.call.Profile;
import io.serai.call.Refusal;
import io.serai.catalog.Catalog;
import io.serai.routing.Catalogs;
import io.serai.routing.Decisions;
import io.serai.routing.Requests;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelResolverTest {

    private static final Catalog CATALOG = Catalogs.with()
            .provider("openai", "openai")
            .provider("anthropic", "anthropic")
            .keyless("mistral", "openai")
            .simulator()
            .model("gpt-4o", "openai", "2.5", "10", 0.8)
            .model("gpt-4o-mini", "openai", "0.15", "0.6", 0.6, "features: [tools]; aliases: [mini]")
            .model("claude-sonnet-4-5", "anthropic", "3", "15", 0.9, "upstream: claude-sonnet-4-5-20250929")
            .model("mistral-large", "mistral", "2", "6", 0.7)
            .model("sim-fast", "simulator", "0", "0", 0.1, "upstream: fast")
            .embedding("text-embedding-3-small", "openai")
            .build();

    private final Decisions decisions = Decisions.in(CATALOG);

    private List<String> named(String model, String... fallbacks) {
        ModelChoice choice = decisions.resolve(Requests.model(model).fallbacks(fallbacks));
        assertThat(choice).isInstanceOf(ModelChoice.Named.class);
        return ((ModelChoice.Named) choice)
                .order().stream().map(wanted -> wanted.model().name()).toList();
    }

    private GatewayError refused(Requests request) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> decisions.resolve(request));
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal.error();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "AUTO", "openai/auto"})
    void autoAsksTheRules(String name) {
        ModelChoice choice = decisions.resolve(Requests.model(name));
        assertThat(choice).isEqualTo(new ModelChoice.Auto(null, List.of()));
        assertThat(choice.preference()).isNull();
    }

    @Test
    void autoWithAProfileSkipsTheRulesAndSaysSo() {
        ModelChoice choice = decisions.resolve(Requests.model("auto:Fastest"));
        assertThat(choice.preference())
                .satisfies(preference -> assertThat(preference.profile()).isEqualTo(Profile.FASTEST))
                .satisfies(preference -> assertThat(preference.rule()).isEqualTo("auto:fastest"));
    }

    @Test
    void anUnknownProfileIsNotFoundAndNamesTheKnownOnes() {
        GatewayError error = refused(Requests.model("auto:quick"));
        assertThat(error).isInstanceOf(GatewayError.ModelNotFound.class);
        assertThat(error.message()).contains("'quick'").contains("fastest, cheapest, best, balanced");
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, gpt-4o",
        "mini, gpt-4o-mini",
        "GPT-4o-Mini, gpt-4o-mini",
        "openai/gpt-4o, gpt-4o",
        "anthropic/claude-sonnet-4-5-20250929, claude-sonnet-4-5",
        "Anthropic/Claude-Sonnet-4-5, claude-sonnet-4-5",
        "openai/claude-sonnet-4-5, claude-sonnet-4-5",
        "openai/mini, gpt-4o-mini"
    })
    void findsNamesAliasesAndProviderNamesInAnyCase(String asked, String model) {
        assertThat(named(asked)).containsExactly(model);
        assertThat(decisions.resolve(Requests.model(asked)).preference())
                .satisfies(preference -> assertThat(preference.rule()).isEqualTo("forced"));
    }

    @Test
    void reachesAModelOfAProviderThatTheCatalogueDoesNotKnow() {
        ModelChoice.Named choice = (ModelChoice.Named) decisions.resolve(Requests.model("openai/gpt-9-preview"));
        ModelChoice.Wanted wanted = choice.order().getFirst();
        assertThat(wanted.listed()).isFalse();
        assertThat(wanted.model().upstream()).isEqualTo("gpt-9-preview");
        assertThat(wanted.model().deployment()).isEqualTo("openai/gpt-9-preview");
        assertThat(wanted.model().prices()).isSameAs(CATALOG.defaultPrices());
    }

    @Test
    void asksTheSimulatorForAFaultByTheModelsName() {
        ModelChoice.Named choice = (ModelChoice.Named) decisions.resolve(Requests.model("simulator/fast+503"));
        assertThat(choice.order().getFirst().listed()).isFalse();
        assertThat(choice.order().getFirst().model().upstream()).isEqualTo("fast+503");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openai/../admin",
                "openai/a?b",
                "openai/a b",
                "openai/",
                "openai//a",
                "openai/a/",
                "openai/ä",
                "simulator/other",
                "simulator/other+503",
                "simulator/+503",
                "nowhere/gpt-4o",
                "/gpt-4o"
            })
    void aNameThatCanBeNoModelIsNotFound(String name) {
        GatewayError error = refused(Requests.model(name));
        assertThat(error).isInstanceOf(GatewayError.ModelNotFound.class);
        assertThat(error.param()).isEqualTo("model");
    }

    @Test
    void anUnknownProviderIsNamedWithTheKnownOnes() {
        assertThat(refused(Requests.model("nowhere/x")).message())
                .contains("no provider 'nowhere'")
                .contains("openai, anthropic, mistral, simulator");
    }

    @Test
    void anUnknownNameIsNotFoundAndTheNearOnesAreSuggested() {
        GatewayError error = refused(Requests.model("gpt4o"));
        assertThat(error.status()).isEqualTo(404);
        assertThat(error).isInstanceOf(GatewayError.ModelNotFound.class);
        assertThat(error.message()).contains("'gpt4o'").contains("Did you mean gpt-4o");
        assertThat(refused(Requests.model("claude-sonnet")).message()).contains("claude-sonnet-4-5");
        assertThat(refused(Requests.model("zzzzzz")).message()).contains("/v1/models");
    }

    @Test
    void suggestsNoModelThatTheKeyMayNotUseOrThatCannotBeAsked() {
        assertThat(refused(Requests.model("mistral-larg")).message()).doesNotContain("mean mistral-large");
        decisions.keyMay("claude-*");
        assertThat(refused(Requests.model("gpt4o")).message()).doesNotContain("gpt-4o");
    }

    @Test
    void aHugeNameIsShortenedInTheMessage() {
        assertThat(refused(Requests.model("x".repeat(1_000_000))).message()).hasSizeLessThan(400);
    }

    @Test
    void anEmbeddingModelCannotChat() {
        GatewayError error = refused(Requests.model("text-embedding-3-small"));
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.param()).isEqualTo("model");
        assertThat(error.message()).contains("embeddings");
    }

    @Test
    void fallbacksKeepTheCallersOrder() {
        assertThat(named("mini", "claude-sonnet-4-5", "openai/gpt-9"))
                .containsExactly("gpt-4o-mini", "claude-sonnet-4-5", "openai/gpt-9");
    }

    @Test
    void autoMayHaveFallbacksButMayNotBeOne() {
        assertThat(decisions.resolve(Requests.model("auto").fallbacks("gpt-4o")))
                .isInstanceOfSatisfying(
                        ModelChoice.Auto.class,
                        auto -> assertThat(auto.fallbacks()).hasSize(1));
        GatewayError error = refused(Requests.model("gpt-4o").fallbacks("auto"));
        assertThat(error).isInstanceOf(GatewayError.Invalid.class);
        assertThat(error.param()).isEqualTo("models");
    }

    @Test
    void aKeyReachesOnlyTheModelsItMayUse() {
        for (String pattern : List.of("gpt-4o", "openai/*", "openai/gpt-4o", "gpt-*", "*")) {
            decisions.keyMay("claude-sonnet-4-5", pattern);
            assertThat(named("gpt-4o")).containsExactly("gpt-4o");
        }
        decisions.keyMay("mini");
        assertThat(named("gpt-4o-mini")).as("allowed by its alias").containsExactly("gpt-4o-mini");
        decisions.keyMay("openai/*");
        assertThat(named("openai/gpt-9")).containsExactly("openai/gpt-9");
        for (String pattern : List.of("gpt-4o-mini", "gpt-4", "anthropic/*", "open*", "openai/", "auto")) {
            decisions.keyMay(pattern);
            GatewayError error = refused(Requests.model("gpt-4o"));
            assertThat(error.status()).isEqualTo(403);
            assertThat(error.message()).contains("test key").contains("gpt-4o").contains(pattern);
        }
    }

    @Test
    void aForbiddenFallbackIsRefusedByItsField() {
        decisions.keyMay("gpt-4o");
        assertThatThrownBy(() -> decisions.resolve(Requests.model("gpt-4o").fallbacks("mini")))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.error().param()).isEqualTo("models"));
    }
}

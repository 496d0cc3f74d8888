package io.serai.routing;

import static io.serai.routing.Decisions.NOW;
import static io.serai.routing.Decisions.names;
import static io.serai.routing.Decisions.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.call.Candidate;
import io.serai.call.Decision;
import io.serai.call.GatewayError;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.call.Refusal;
import io.serai.catalog.Catalog;
import io.serai.chat.Feature;
import io.serai.routing.health.TakenOut;
import io.serai.usage.Money;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DecisionEngineTest {

    private static final Catalog FOUR = Catalogs.with()
            .provider("openai", "openai")
            .provider("anthropic", "anthropic")
            .keyless("mistral", "openai")
            .model("cheap", "openai", "0.1", "0.4", 0.5)
            .model("middle", "openai", "1", "4", 0.7, "features: [" + Catalogs.PLAIN + ", vision]")
            .model("strong", "anthropic", "5", "25", 0.95, "upstream: strong-1; features: [" + Catalogs.PLAIN + "]")
            .model("absent", "mistral", "0.01", "0.01", 0.99)
            .build();

    private final HealthView view = new HealthView(InstantSource.fixed(NOW), Settings.defaults(), name -> true);

    private static Decisions four() {
        return Decisions.in(FOUR);
    }

    private static Requests auto() {
        return Requests.model("auto").task("general");
    }

    private static @Nullable Feature lacking(GatewayError error) {
        assertThat(error).isInstanceOf(GatewayError.NoCandidate.class);
        return ((GatewayError.NoCandidate) error).lacking();
    }

    private static GatewayError refused(Decisions decisions, Requests request) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> decisions.decide(request));
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal.error();
    }

    private static ProviderFailure failure(Kind kind, Duration retryAfter) {
        return new ProviderFailure(kind, 0, "", null, null, retryAfter);
    }

    // The order of a profile

    @Test
    void cheapestIsByExpectedCost() {
        Decision decision = four().rule("cheapest").decide(auto());
        assertThat(names(decision)).containsExactly("cheap", "middle", "strong");
        assertThat(decision.candidates().getFirst().why()).isEqualTo("cheapest 1 of 3");
    }

    @Test
    void theEstimateIsExact() {
        Candidate cheap = four().rule("cheapest")
                .decide(auto().maxOutput(50))
                .candidates()
                .getFirst();
        assertThat(cheap.estimate()).isEqualTo(Money.usd("0.00003"));
        assertThat(cheap.connector()).isEqualTo("openai-chat-sink");
        assertThat(cheap.listed()).isTrue();
    }

    @Test
    void theCheapestDependsOnHowMuchIsReadAndWritten() {
        Catalog catalog = Catalogs.with()
                .provider("openai", "openai")
                .model("cheap-to-read", "openai", "1", "10", 0.5)
                .model("cheap-to-write", "openai", "2", "2", 0.5)
                .build();
        Decisions decisions = Decisions.in(catalog).rule("cheapest");
        assertThat(decisions.promptTokens(90_000).names(auto())).startsWith("cheap-to-read");
        assertThat(decisions.promptTokens(10).names(auto())).startsWith("cheap-to-write");
    }

    @Test
    void bestIsByQualityForTheTaskThenByCost() {
        Catalog catalog = Catalogs.with()
                .provider("openai", "openai")
                .model("dear", "openai", "3", "3", 0.9)
                .model("coder", "openai", "9", "9", 0.4)
                .model("same-but-cheaper", "openai", "2", "2", 0.9)
                .build();
        Decision decision = Decisions.in(catalog).rule("best").decide(auto());
        assertThat(names(decision)).containsExactly("same-but-cheaper", "dear", "coder");
        assertThat(decision.candidates().getFirst().why()).isEqualTo("best 1 of 3, quality 0.90");
    }

    @Test
    void fastestIsByPriceClassUntilCallsWereSeenAndByLiveFiguresThen() {
        assertThat(four().rule("fastest").names(auto())).containsExactly("cheap", "middle", "strong");
        for (int i = 0; i < 5; i++) {
            view.firstToken("anthropic/strong-1", 100);
            view.completed("anthropic/strong-1", 300, 1000);
        }
        Decision decision = four().rule("fastest").health(view).decide(auto());
        assertThat(names(decision)).startsWith("strong");
        assertThat(decision.candidates().getFirst().why()).isEqualTo("fastest 1 of 3, about 1100 ms");
    }

    @Test
    void liveFiguresFadeSoThatASlowSpellIsNotForEver() {
        for (int i = 0; i < 5; i++) {
            view.firstToken("openai/cheap", 60_000);
        }
        assertThat(four().rule("fastest").health(view).names(auto())).endsWith("cheap");
        HealthView old = new HealthView(
                InstantSource.fixed(NOW.minus(Duration.ofMinutes(10))), Settings.defaults(), name -> true);
        for (int i = 0; i < 5; i++) {
            old.firstToken("openai/cheap", 60_000);
        }
        assertThat(four().rule("fastest").health(old).names(auto())).startsWith("cheap");
    }

    @Test
    void recentFailuresMakeADeploymentSlow() {
        view.failed("openai/cheap", new ProviderFailure(Kind.SERVER, "boom"), NOW);
        view.failed("openai/cheap", new ProviderFailure(Kind.SERVER, "boom"), NOW);
        assertThat(four().rule("fastest").health(view).names(auto())).startsWith("middle");
        assertThat(four().rule("cheapest").health(view).names(auto())).startsWith("cheap");
    }

    @Test
    void theSpeedToExpectCanBeSet() {
        Decisions decisions = four().rule("fastest")
                .setting("expected-speed.strong.first-token", "10ms")
                .setting("expected-speed.strong.tokens-per-second", "1000");
        assertThat(decisions.names(auto())).startsWith("strong");
    }

    @Test
    void balancedWeighsQualityCostAndTime() {
        assertThat(four().rule("balanced").names(auto())).hasSize(3);
        assertThat(four().setting("balance.quality", "1")
                        .setting("balance.cost", "0")
                        .setting("balance.latency", "0")
                        .names(auto()))
                .containsExactly("strong", "middle", "cheap");
        assertThat(four().setting("balance.quality", "0")
                        .setting("balance.cost", "1")
                        .setting("balance.latency", "0")
                        .names(auto()))
                .containsExactly("cheap", "middle", "strong");
    }

    @Test
    void equalDeploymentsTakeTurnsAndTheSameSeedDecidesTheSame() {
        Catalog twins = Catalogs.with()
                .provider("openai", "openai")
                .provider("azure", "openai")
                .model("twin-a", "openai", "1", "2", 0.5)
                .model("twin-b", "azure", "1", "2", 0.5)
                .build();
        for (String profile : List.of("cheapest", "best", "fastest", "balanced")) {
            int a = 0;
            for (long seed = 0; seed < 1_000; seed++) {
                List<String> names =
                        Decisions.in(twins).rule(profile).seed(seed).names(auto());
                assertThat(Decisions.in(twins).rule(profile).seed(seed).names(auto()))
                        .isEqualTo(names);
                a += names.getFirst().equals("twin-a") ? 1 : 0;
            }
            assertThat(a).as(profile).isBetween(400, 600);
        }
    }

    // Who is left out

    @Test
    void leavesOutAProviderWithoutAKey() {
        assertThat(reason(four().decide(auto()), "absent")).isEqualTo("no key for provider mistral");
    }

    @Test
    void leavesOutWhatTheKeyMayNotUse() {
        Decision decision = four().keyMay("anthropic/*").decide(auto());
        assertThat(names(decision)).containsExactly("strong");
        assertThat(reason(decision, "cheap")).isEqualTo("the key may not use it");
        assertThat(four().keyMay("auto").names(auto()))
                .as("a key for auto alone")
                .hasSize(3);
    }

    @Test
    void leavesOutAModelThatLacksAFeature() {
        Decision decision = four().decide(auto().picture());
        assertThat(names(decision)).containsExactly("middle");
        assertThat(reason(decision, "cheap")).isEqualTo("lacks vision");
    }

    @Test
    void leavesOutAModelWhoseWireLacksAFeature() {
        Decision decision = four().decide(auto().seed(7));
        assertThat(names(decision)).containsOnly("cheap", "middle");
        assertThat(reason(decision, "strong")).isEqualTo("the anthropic wire cannot carry seed");
    }

    @Test
    void leavesOutAContextThatIsTooSmall() {
        Catalog catalog = Catalogs.with()
                .provider("openai", "openai")
                .model("small", "openai", "1", "1", 0.5, "context-window: 1000; max-output: 500")
                .model("large", "openai", "1", "1", 0.5)
                .build();
        Decision decision = Decisions.in(catalog).promptTokens(900).decide(auto().maxOutput(200));
        assertThat(names(decision)).containsExactly("large");
        assertThat(reason(decision, "small"))
                .isEqualTo("context of 1000 tokens is too small for 900 tokens of prompt and 200 of answer");
        assertThat(reason(Decisions.in(catalog).decide(auto().maxOutput(600)), "small"))
                .isEqualTo("answers at most 500 tokens, 600 are asked");
    }

    @Test
    void leavesOutWhatIsBelowTheLeastQuality() {
        Decision decision = four().rule("cheapest, quality >= 0.7").decide(auto());
        assertThat(names(decision)).containsExactly("middle", "strong");
        assertThat(reason(decision, "cheap")).isEqualTo("quality 0.5 is below 0.7");
    }

    @Test
    void leavesOutWhatIsAboveTheCostCeilingAndQuotesTheEstimate() {
        Decision decision = four().rule("best, cost <= 0.00085").decide(auto().maxOutput(200));
        assertThat(names(decision)).containsExactly("cheap");
        assertThat(reason(decision, "middle")).isEqualTo("estimate $0.0009 is above $0.00085");
        assertThat(four().rule("best, cost <= 0.0009").names(auto().maxOutput(200)))
                .as("as much as the ceiling is not above it")
                .containsExactly("middle", "cheap");
    }

    @Test
    void leavesOutWhatIsAboveTheLatencyCeilingForTheTimeBeing() {
        Decision decision = four().rule("best, latency <= 3s").decide(auto());
        assertThat(names(decision)).containsExactly("cheap");
        assertThat(decision.rejected()).anySatisfy(rejected -> {
            assertThat(rejected.reason()).isEqualTo("expected 3500 ms is above 3000 ms");
            assertThat(rejected.passing()).isTrue();
        });
    }

    @Test
    void leavesOutWhatTheRuleDoesNotName() {
        assertThat(four().rule("best, models cheap middle").names(auto())).containsExactly("middle", "cheap");
        Decision decision = four().rule("best, providers anthropic").decide(auto());
        assertThat(names(decision)).containsExactly("strong");
        assertThat(reason(decision, "cheap")).isEqualTo("not among the rule's providers");
    }

    @Test
    void inOrderIsAsTheRuleNamesModels() {
        assertThat(four().rule("in order, models strong cheap middle").names(auto()))
                .containsExactly("strong", "cheap", "middle");
        assertThat(four().rule("in order, models middle strong").names(auto())).containsExactly("middle", "strong");
        assertThat(four().rule("in order, models strong cheap middle, cost <= 0.001")
                        .names(auto()))
                .containsExactly("cheap");
    }

    @Test
    void inOrderIsAsTheRuleNamesProviders() {
        assertThat(four().rule("in order, providers anthropic openai")
                        .names(auto())
                        .getFirst())
                .isEqualTo("strong");
        assertThat(four().rule("in order, providers openai anthropic")
                        .names(auto())
                        .getLast())
                .isEqualTo("strong");
        assertThat(four().rule("in order, models cheap openai/* *")
                        .names(auto())
                        .getFirst())
                .isEqualTo("cheap");
    }

    @Test
    void inOrderAsksAllThatAreNamed() {
        Catalogs many = Catalogs.with().provider("openai", "openai").provider("anthropic", "anthropic");
        StringBuilder rule = new StringBuilder("in order, models");
        for (int i = 9; i >= 1; i--) {
            many.model("model-" + i, i == 1 ? "anthropic" : "openai", "1", "1", 0.5);
            rule.append(" model-").append(i);
        }
        assertThat(Decisions.in(many.build()).rule(rule.toString()).names(auto()))
                .startsWith("model-9", "model-8", "model-7")
                .endsWith("model-2", "model-1")
                .hasSize(9);
    }

    @Test
    void onlyARuleMaySayInOrder() {
        assertThat(refused(four(), Requests.model("auto:in order")).message())
                .isEqualTo(
                        "There is no profile 'in order'; behind auto: comes one of fastest, cheapest, best, balanced.");
    }

    @Test
    void leavesOutAnOpenBreakerAndWhoRests() {
        view.breaker("openai/cheap", true);
        view.failed("openai/middle", failure(Kind.LIMITED, Duration.ofSeconds(5)), NOW);
        Decision decision = four().health(view).decide(auto());
        assertThat(names(decision)).containsExactly("strong");
        assertThat(reason(decision, "cheap")).isEqualTo("circuit breaker open");
        assertThat(reason(decision, "middle")).isEqualTo("rate limited, resting until 2026-11-23T09:00:05Z");
        assertThat(decision.rejected())
                .filteredOn(rejected -> !rejected.model().equals("absent"))
                .allMatch(Decision.Rejected::passing);
    }

    @Test
    void asksThoseWhoRestWhenNobodyElseIsLeft() {
        for (String deployment : List.of("openai/cheap", "openai/middle", "anthropic/strong-1")) {
            view.breaker(deployment, true);
        }
        Decision decision = four().rule("cheapest").health(view).decide(auto());
        assertThat(names(decision)).containsExactly("cheap", "middle", "strong");
        assertThat(decision.candidates().getFirst().why()).isEqualTo("last resort, circuit breaker open");
    }

    @Test
    void theSimulatorIsACandidateOfAutoOnlyWithoutRealProviders() {
        Catalogs alone =
                Catalogs.with().simulator().keyless("openai", "openai").model("sim", "simulator", "1", "1", 0.5);
        assertThat(Decisions.in(alone.build()).names(auto())).containsExactly("sim");
        Catalog both = Catalogs.with()
                .simulator()
                .provider("openai", "openai")
                .model("sim", "simulator", "0", "0", 1)
                .model("real", "openai", "1", "1", 0.5)
                .build();
        Decision decision = Decisions.in(both).decide(auto());
        assertThat(names(decision)).containsExactly("real");
        assertThat(reason(decision, "sim")).contains("simulated");
        assertThat(Decisions.in(both).names(Requests.model("sim"))).containsExactly("sim");
        assertThat(Decisions.in(both).setting("simulator-in-auto", "true").names(auto()))
                .containsExactlyInAnyOrder("sim", "real");
    }

    @Test
    void namesAtMostSoManyCandidatesAndKeepsASecondProvider() {
        Catalogs many = Catalogs.with().provider("openai", "openai").provider("anthropic", "anthropic");
        for (int i = 0; i < 8; i++) {
            many.model("m" + i, "openai", "1", "" + (i + 1), 0.5);
        }
        Catalog catalog = many.model("other", "anthropic", "50", "50", 0.5).build();
        Decision decision = Decisions.in(catalog).rule("cheapest").decide(auto());
        assertThat(names(decision)).containsExactly("m0", "m1", "m2", "m3", "other");
        assertThat(reason(decision, "m4")).isEqualTo("others come first");
        assertThat(Decisions.in(catalog)
                        .rule("cheapest")
                        .setting("max-candidates", "1")
                        .names(auto()))
                .containsExactly("m0");
    }

    @Test
    void aWireNobodySpeaksIsNoWayToAProvider() {
        Catalog catalog = Catalogs.with()
                .provider("google", "gemini")
                .provider("openai", "openai")
                .model("gem", "google", "1", "1", 0.5)
                .model("gpt", "openai", "1", "1", 0.5)
                .build();
        assertThat(reason(Decisions.in(catalog).decide(auto()), "gem")).isEqualTo("nothing here speaks gemini");
    }

    // Named models

    @Test
    void aNamedModelIsObeyedWhateverTheRulesSay() {
        Decision decision = four().rule("cheapest, models cheap").decide(Requests.model("strong"));
        assertThat(names(decision)).containsExactly("strong");
        assertThat(decision.preference().rule()).isEqualTo("forced");
        assertThat(decision.candidates().getFirst().deployment()).isEqualTo("anthropic/strong-1");
    }

    @Test
    void fallbacksAreAskedInTheCallersOrderEachOnce() {
        assertThat(four().names(Requests.model("middle").fallbacks("strong", "cheap", "middle", "openai/cheap")))
                .containsExactly("middle", "strong", "cheap");
    }

    @Test
    void anUnlistedModelIsMarkedAndHasTheDefaultPrice() {
        Candidate candidate = four().decide(
                        Requests.model("openai/gpt-9").task("general").maxOutput(100))
                .candidates()
                .getFirst();
        assertThat(candidate.listed()).isFalse();
        assertThat(candidate.model()).isEqualTo("openai/gpt-9");
        assertThat(candidate.estimate()).isEqualTo(Money.usd("0.002"));
    }

    @Test
    void aNamedModelThatRestsComesLastAndIsStillAskedAlone() {
        view.breaker("openai/middle", true);
        assertThat(four().health(view).names(Requests.model("middle"))).containsExactly("middle");
        assertThat(four().health(view).names(Requests.model("middle").fallbacks("strong")))
                .containsExactly("strong", "middle");
    }

    @Test
    void whatAPersonTookOutIsForNobodyWhoDidNotNameIt() {
        view.takeOut("openai/middle", new TakenOut("wrong figures", NOW, null));
        Decision decision = four().health(view).decide(auto());
        assertThat(names(decision)).doesNotContain("middle");
        assertThat(reason(decision, "middle")).isEqualTo("taken out by an operator: wrong figures");
        assertThat(four().health(view).names(Requests.model("middle").fallbacks("strong")))
                .containsExactly("strong", "middle");
    }

    @Test
    void nobodyIsLeftWhereAPersonTookAllOut() {
        for (String deployment : List.of("openai/cheap", "openai/middle", "anthropic/strong-1")) {
            view.takeOut(deployment, new TakenOut("maintenance", NOW, NOW.plusSeconds(60)));
        }
        assertThat(refused(four().health(view), auto()).message()).contains("taken out by an operator: maintenance");
    }

    @Test
    void aNamedModelThatLacksAFeatureIsRefusedForIt() {
        GatewayError error = refused(four(), Requests.model("strong").picture());
        assertThat(error.status()).isEqualTo(400);
        assertThat(lacking(error)).isEqualTo(Feature.VISION);
        assertThat(error.message()).contains("lacks vision").contains("strong");
        assertThat(lacking(refused(four(), Requests.model("strong").seed(1)))).isEqualTo(Feature.SEED);
        assertThat(lacking(refused(four(), Requests.model("cheap").jsonSchema())))
                .isEqualTo(Feature.JSON_SCHEMA);
    }

    @Test
    void aFallbackThatIsUnableIsLeftOut() {
        Decision decision = four().decide(
                        Requests.model("strong").fallbacks("middle", "absent").picture());
        assertThat(names(decision)).containsExactly("middle");
        assertThat(reason(decision, "strong")).isEqualTo("lacks vision");
        assertThat(reason(decision, "absent")).isEqualTo("no key for provider mistral");
    }

    @Test
    void aPromptFarBeyondTheContextIsRefusedAsOpenAiDoes() {
        assertThat(four().promptTokens(101_000).names(Requests.model("cheap")))
                .as("the count is an estimate, so the provider decides")
                .containsExactly("cheap");
        GatewayError error = refused(four().promptTokens(200_000), Requests.model("cheap"));
        assertThat(error.status()).isEqualTo(400);
        assertThat(error).isInstanceOf(GatewayError.PromptTooLong.class);
        assertThat(error.message()).contains("100000").contains("200000");
    }

    @Test
    void aNamedModelWhoseProviderIsNotSetUpIsNotFound() {
        for (String name : List.of("absent", "mistral/other")) {
            GatewayError error = refused(four(), Requests.model(name));
            assertThat(error.status()).isEqualTo(404);
            assertThat(error.message()).contains(name).contains("no key for provider mistral");
        }
    }

    @Test
    void fallbacksOfAutoComeBehindTheChosen() {
        assertThat(four().rule("best, models cheap").names(auto().fallbacks("strong", "cheap")))
                .containsExactly("cheap", "strong");
        Decision decision = four().rule("best, quality >= 1").decide(auto().fallbacks("middle"));
        assertThat(names(decision)).containsExactly("middle");
        assertThat(reason(decision, "middle")).isEqualTo("not rejected");
    }

    // Nobody is left

    @Test
    void saysWhatWasMissingWhenNobodyCan() {
        GatewayError error = refused(four().keyMay("cheap", "strong"), auto().picture());
        assertThat(error.status()).isEqualTo(400);
        assertThat(lacking(error)).isEqualTo(Feature.VISION);
        assertThat(error.message())
                .contains("rule-1")
                .contains("lacks vision (cheap, strong)")
                .contains("the key may not use it (middle)")
                .contains("no key for provider mistral (absent)");
    }

    @Test
    void isTemporaryOnlyWhenWaitingMayHelp() {
        GatewayError slow = refused(four().rule("best, latency <= 10ms"), auto());
        assertThat(slow.status()).isEqualTo(503);
        assertThat(slow.retryable()).isTrue();
        GatewayError dear = refused(four().rule("best, cost <= 0"), auto());
        assertThat(dear.status()).isEqualTo(400);
        assertThat(lacking(dear)).isNull();
    }

    @Test
    void aCatalogueWithoutChatModelsSaysSo() {
        Catalog catalog = Catalogs.with()
                .provider("openai", "openai")
                .embedding("embed", "openai")
                .build();
        assertThat(refused(Decisions.in(catalog), auto()).message()).contains("no chat model");
    }

    @Test
    void theMessageStaysShortInALargeCatalogue() {
        Catalogs many = Catalogs.with().provider("openai", "openai");
        for (int i = 0; i < 200; i++) {
            many.model("model-" + i, "openai", "1", "1", i / 200.0);
        }
        assertThat(refused(Decisions.in(many.build()).rule("best, quality >= 1"), auto())
                        .message())
                .hasSizeLessThan(600);
    }

    // Property

    @Test
    void everyChatModelIsEitherCandidateOrRejectedExactlyOnceWhateverIsAsked() {
        Catalogs all = Catalogs.with()
                .provider("openai", "openai")
                .provider("anthropic", "anthropic")
                .keyless("mistral", "openai")
                .simulator()
                .embedding("embed", "openai");
        for (int i = 0; i < 24; i++) {
            String provider =
                    List.of("openai", "anthropic", "mistral", "simulator").get(i % 4);
            String features = i % 3 == 0 ? "features: [tools]" : "features: [" + Catalogs.PLAIN + ", vision]";
            all.model("m" + i, provider, "" + (i % 5), "" + (i % 7), i % 11 / 10.0, features);
        }
        Catalog catalog = all.build();
        for (int i = 0; i < 24; i += 5) {
            view.breaker(catalog.chatModels().get(i).deployment(), true);
        }
        Set<String> models = new HashSet<>();
        catalog.chatModels().forEach(model -> models.add(model.name()));
        List<String> rules = List.of(
                "best",
                "fastest, latency <= 8s",
                "cheapest, quality >= 0.3",
                "balanced, cost <= 0.001",
                "best, models m1* m2");
        int decided = 0;
        for (long seed = 0; seed < 400; seed++) {
            Decisions decisions = Decisions.in(catalog)
                    .rule(rules.get((int) seed % rules.size()))
                    .seed(seed)
                    .promptTokens((int) (seed * 311 % 120_000))
                    .health(seed % 2 == 0 ? view : Health.UNKNOWN);
            Requests request = seed % 3 == 0 ? auto().tools() : seed % 3 == 1 ? auto().picture() : auto();
            Decision decision;
            try {
                decision = decisions.decide(request);
            } catch (Refusal refusal) {
                continue;
            }
            decided++;
            Set<String> seen = new HashSet<>(names(decision));
            assertThat(seen).hasSameSizeAs(decision.candidates());
            decision.rejected().forEach(rejected -> {
                assertThat(seen.add(rejected.model())).as(rejected.model()).isTrue();
                assertThat(rejected.reason()).isNotBlank();
            });
            assertThat(seen).isEqualTo(models);
            assertThat(decisions.decide(request)).isEqualTo(decision);
        }
        assertThat(decided).isGreaterThan(200);
    }
}

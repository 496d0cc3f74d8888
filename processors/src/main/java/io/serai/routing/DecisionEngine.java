package io.serai.routing;

import io.serai.call.Candidate;
import io.serai.call.Decision;
import io.serai.call.Decision.Rejected;
import io.serai.call.Preference;
import io.serai.call.Profile;
import io.serai.catalog.Catalog;
import io.serai.chat.Feature;
import io.serai.routing.preference.ModelChoice;
import io.serai.routing.preference.ModelChoice.Wanted;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which models are asked, in which order, and says why each is or is not.
 *
 * <p>A decision depends on its input alone, so it is the same for a live call, a dry run and a test. Models the caller named
 * are asked in the caller's order, whatever the rules prefer. For {@code auto} every chat model of the catalogue is either a
 * candidate or rejected with a reason, exactly once.
 *
 * <p>A deployment that rests (its breaker is open, it asked to be left alone, it refused our account) is no candidate as
 * long as another is. When nobody else is left it is asked all the same, as a last resort: its breaker refuses at once if
 * it must, and an attempt that may fail serves a caller better than a refusal. The caller's own models that rest come after
 * those that do not. A refusal as {@code temporary} is left for what moves by itself, such as a latency above the ceiling.
 *
 * <p>The simulator is a candidate for {@code auto} only where no real provider can be asked, unless a setting says so.
 */
public final class DecisionEngine {

    private final Map<String, Set<Feature>> carried;
    private final RoutingSettings settings;
    private volatile @Nullable DeploymentIndex deploymentIndex;

    /** @param carried what each wire family can express, by its name; a family that is missing is not spoken here */
    public DecisionEngine(Map<String, Set<Feature>> carried, RoutingSettings settings) {
        Map<String, Set<Feature>> copy = new HashMap<>();
        carried.forEach(
                (family, features) -> copy.put(family, features.isEmpty() ? Set.of() : EnumSet.copyOf(features)));
        this.carried = copy;
        this.settings = settings;
    }

    /**
     * Decides.
     *
     * @throws io.serai.call.Refusal {@code NoCandidate} where nobody can or may take the call; for a model that the caller
     *     named also {@code Invalid} (the prompt is too long) or {@code ModelNotFound} (its provider is not set up)
     */
    public Decision decide(DecisionInput input) {
        DeploymentIndex deploymentIndex = deploymentIndex(input.catalog());
        return switch (input.choice()) {
            case ModelChoice.Named named -> named(named.order(), input, deploymentIndex);
            case ModelChoice.Auto auto -> auto(auto.fallbacks(), input, deploymentIndex);
        };
    }

    /**
     * Who may take a prompt that turned out too long for whom it was meant.
     *
     * @return the cheapest model of the same provider that may take the call and whose context holds more, or null
     */
    public @Nullable Candidate larger(Candidate tooSmall, DecisionInput input) {
        if (tooSmall.window() == 0) {
            return null;
        }
        CandidateFilter screen = new CandidateFilter(input, settings);
        ScoredDeployment best = null;
        for (Deployment each : deploymentIndex(input.catalog()).deployments()) {
            if (each.model.contextWindow() <= tooSmall.window()
                    || !each.model.provider().name().equals(tooSmall.provider())
                    || screen.unable(each, true) != null) {
                continue;
            }
            ScoredDeployment option = screen.option(each);
            if (option.resting == null
                    && screen.beyondLimits(option) == null
                    && (best == null || option.picos < best.picos)) {
                best = option;
            }
        }
        return best == null ? null : best.candidate("its context holds more than that of " + tooSmall.model());
    }

    /** Made anew when the catalogue was swapped; two threads may both do so, to the same effect. */
    private DeploymentIndex deploymentIndex(Catalog catalog) {
        DeploymentIndex known = deploymentIndex;
        if (known == null || !known.isOf(catalog)) {
            known = new DeploymentIndex(catalog, carried, settings);
            deploymentIndex = known;
        }
        return known;
    }

    private Decision named(List<Wanted> order, DecisionInput input, DeploymentIndex deploymentIndex) {
        List<Rejected> rejected = new ArrayList<>(0);
        List<Candidate> candidates =
                named(order, "named by the caller", new HashSet<>(4), rejected, input, deploymentIndex);
        if (candidates.isEmpty()) {
            throw Refusals.ofNamed(order, rejected, input, deploymentIndex);
        }
        return new Decision(input.preference(), candidates, rejected);
    }

    /** The caller's models that are able: those that rest come last. A deployment named twice is asked once. */
    private List<Candidate> named(
            List<Wanted> order,
            String why,
            Set<String> taken,
            List<Rejected> rejected,
            DecisionInput input,
            DeploymentIndex deploymentIndex) {
        CandidateFilter screen = new CandidateFilter(input, settings);
        List<Candidate> candidates = new ArrayList<>(order.size());
        List<Candidate> lastResorts = new ArrayList<>(0);
        for (Wanted wanted : order) {
            Deployment deployment = deploymentIndex.of(wanted);
            if (!taken.add(deployment.name)) {
                continue;
            }
            Rejected unable = screen.namedUnable(deployment);
            if (unable != null) {
                rejected.add(unable);
                continue;
            }
            ScoredDeployment option = screen.option(deployment);
            (option.resting == null ? candidates : lastResorts).add(option.candidate(why));
        }
        candidates.addAll(lastResorts);
        return candidates;
    }

    private Decision auto(List<Wanted> fallbacks, DecisionInput input, DeploymentIndex deploymentIndex) {
        CandidateFilter screen = new CandidateFilter(input, settings);
        List<Deployment> deployments = deploymentIndex.deployments();
        List<ScoredDeployment> able = new ArrayList<>(deployments.size());
        List<ScoredDeployment> resting = new ArrayList<>(0);
        List<Rejected> rejected = new ArrayList<>(deployments.size());
        boolean simulated = settings.simulatorInAuto() || !deploymentIndex.hasReal();
        for (Deployment deployment : deployments) {
            Rejected unable = screen.unable(deployment, simulated);
            ScoredDeployment option = unable == null ? screen.option(deployment) : null;
            if (option == null) {
                rejected.add(unable);
                continue;
            }
            unable = screen.beyondLimits(option);
            if (unable != null) {
                rejected.add(unable);
            } else {
                (option.resting == null ? able : resting).add(option);
            }
        }
        if (able.isEmpty()) {
            able = resting;
        } else {
            resting.forEach(option -> rejected.add(option.rest()));
        }
        List<Candidate> candidates = ranked(able, rejected, input.preference());
        if (!fallbacks.isEmpty()) {
            addFallbacks(fallbacks, candidates, rejected, input, deploymentIndex);
        }
        if (candidates.isEmpty()) {
            throw Refusals.ofAuto(rejected, input, deploymentIndex);
        }
        return new Decision(input.preference(), candidates, rejected);
    }

    private List<Candidate> ranked(List<ScoredDeployment> options, List<Rejected> rejected, Preference preference) {
        Profile profile = preference.profile();
        Ranking.sort(options, preference, settings.balance());
        boolean inOrder = profile == Profile.IN_ORDER;
        int most = inOrder ? Math.max(settings.maxCandidates(), names(preference)) : settings.maxCandidates();
        if (options.size() > most && !inOrder) {
            keepASecondProvider(options, most);
        }
        List<Candidate> candidates = new ArrayList<>(Math.min(options.size(), most));
        for (int i = 0; i < options.size(); i++) {
            ScoredDeployment option = options.get(i);
            if (i < most) {
                candidates.add(option.candidate(Ranking.why(option, profile, i + 1, options.size())));
            } else {
                rejected.add(option.deployment.rejected("others come first", false));
            }
        }
        return candidates;
    }

    private static int names(Preference preference) {
        return Math.max(preference.models().size(), preference.providers().size());
    }

    /** Candidates of one provider fail together, so the last place goes to another one where there is one. */
    private static void keepASecondProvider(List<ScoredDeployment> options, int most) {
        String first = options.getFirst().deployment.model.provider().name();
        for (int i = 1; i < options.size() && most > 1; i++) {
            if (!options.get(i).deployment.model.provider().name().equals(first)) {
                if (i >= most) {
                    options.add(most - 1, options.remove(i));
                }
                return;
            }
        }
    }

    private void addFallbacks(
            List<Wanted> fallbacks,
            List<Candidate> candidates,
            List<Rejected> rejected,
            DecisionInput input,
            DeploymentIndex deploymentIndex) {
        Set<String> taken = new HashSet<>();
        candidates.forEach(candidate -> taken.add(candidate.deployment()));
        List<Rejected> unable = new ArrayList<>();
        List<Candidate> more = named(fallbacks, "fallback of the caller", taken, unable, input, deploymentIndex);
        candidates.addAll(more);
        for (Candidate candidate : more) {
            rejected.removeIf(each -> each.model().equals(candidate.model()));
        }
        for (Rejected each : unable) {
            rejected.removeIf(before -> before.model().equals(each.model()));
            rejected.add(each);
        }
    }
}

package io.serai.routing;

import io.serai.call.Decision.Rejected;
import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.catalog.Model;
import io.serai.chat.Feature;
import io.serai.routing.preference.ModelChoice.Wanted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Puts into words why nobody may take a call. */
final class Refusals {

    /** Reasons and names a message has at most. */
    private static final int SHOWN = 6;

    private Refusals() {}

    static Refusal ofNamed(
            List<Wanted> order, List<Rejected> rejected, DecisionInput input, DeploymentIndex deploymentIndex) {
        Deployment first = deploymentIndex.of(order.getFirst());
        if (order.size() == 1 && first.unusable != null) {
            return new Refusal(new GatewayError.ModelNotFound(
                    "The model '" + input.request().model()
                            + "' cannot be asked here: " + first.unusable.reason()
                            + ". Set the provider up, or choose another model."));
        }
        Feature lacking = lacking(first, input);
        if (order.size() == 1 && first.unusable == null && lacking == null) {
            return new Refusal(new GatewayError.PromptTooLong(
                    "The model '" + input.request().model()
                            + "' cannot take this call: " + rejected.getFirst().reason()
                            + ". Shorten the messages, or choose another model."));
        }
        return new Refusal(new GatewayError.NoCandidate(
                "None of the models named can take this call: " + reasons(rejected) + ".", lacking, false));
    }

    static Refusal ofAuto(List<Rejected> rejected, DecisionInput input, DeploymentIndex deploymentIndex) {
        boolean temporary = rejected.stream().anyMatch(Rejected::passing);
        return new Refusal(new GatewayError.NoCandidate(
                "No model can take this call" + (temporary ? " now" : "") + " (rule "
                        + input.preference().rule() + "): "
                        + (rejected.isEmpty() ? "the catalogue has no chat model" : reasons(rejected)) + ".",
                temporary ? null : lacking(rejected, input, deploymentIndex),
                temporary));
    }

    /** What a model lacks that could be asked otherwise, or null. */
    private static @Nullable Feature lacking(
            List<Rejected> rejected, DecisionInput input, DeploymentIndex deploymentIndex) {
        for (Deployment deployment : deploymentIndex.deployments()) {
            Feature lacking = lacking(deployment, input);
            if (lacking != null && isRejectedFor(deployment, deployment.lacks(lacking), rejected)) {
                return lacking;
            }
        }
        return null;
    }

    private static @Nullable Feature lacking(Deployment deployment, DecisionInput input) {
        int needs = Deployment.bits(input.task().needs());
        return deployment.unusable != null || deployment.can(needs) ? null : deployment.lacking(needs);
    }

    private static boolean isRejectedFor(Deployment deployment, String reason, List<Rejected> rejected) {
        Model model = deployment.model;
        return rejected.stream()
                .anyMatch(each ->
                        each.model().equals(model.name()) && each.reason().equals(reason));
    }

    /** Models by reason, as in {@code lacks vision (a, b); no key for provider c (d)}. */
    private static String reasons(List<Rejected> rejected) {
        Map<String, StringJoiner> byReason = new LinkedHashMap<>();
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Rejected each : rejected) {
            int count = counts.merge(each.reason(), 1, Integer::sum);
            StringJoiner models = byReason.computeIfAbsent(each.reason(), reason -> new StringJoiner(", "));
            if (count <= SHOWN) {
                models.add(each.model());
            } else if (count == SHOWN + 1) {
                models.add("…");
            }
        }
        StringJoiner reasons = new StringJoiner("; ");
        byReason.entrySet().stream()
                .limit(SHOWN)
                .forEach(entry -> reasons.add(entry.getKey() + " (" + entry.getValue() + ")"));
        if (byReason.size() > SHOWN) {
            reasons.add("and " + (byReason.size() - SHOWN) + " more reasons");
        }
        return reasons.toString();
    }
}

package io.serai.routing;

import io.serai.catalog.Catalog;
import io.serai.catalog.Model;
import io.serai.chat.Feature;
import io.serai.routing.preference.ModelChoice;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The chat models of one catalogue, made ready to decide among. */
final class DeploymentIndex {

    private final Catalog catalog;
    private final Map<String, Set<Feature>> carried;
    private final RoutingSettings settings;
    private final Map<Model, Deployment> byModel = new IdentityHashMap<>();
    private final List<Deployment> deployments;
    private final boolean real;

    /** @param carried what each wire family can express; a family that is missing is not spoken here */
    DeploymentIndex(Catalog catalog, Map<String, Set<Feature>> carried, RoutingSettings settings) {
        this.catalog = catalog;
        this.carried = carried;
        this.settings = settings;
        this.deployments =
                catalog.chatModels().stream().map(model -> made(model, true)).toList();
        deployments.forEach(deployment -> byModel.put(deployment.model, deployment));
        this.real = deployments.stream()
                .anyMatch(
                        each -> each.unusable == null && !each.model.provider().simulated());
    }

    private Deployment made(Model model, boolean listed) {
        return new Deployment(model, listed, carried.get(model.provider().wire().family()), settings);
    }

    boolean isOf(Catalog other) {
        return catalog == other;
    }

    /** In the order of the catalogue. */
    List<Deployment> deployments() {
        return deployments;
    }

    /** Whether a provider other than the simulator can be asked. */
    boolean hasReal() {
        return real;
    }

    Deployment of(ModelChoice.Wanted wanted) {
        Deployment known = byModel.get(wanted.model());
        return known != null ? known : made(wanted.model(), wanted.listed());
    }
}

package io.serai.live.swap;

import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.model.ModelCamelContext;

/**
 * The parts of the running context that take part in an edit.
 *
 * @param making held by whoever adds or removes routes: Camel locks its model and its Kamelets in one order when a route is added
 *     and in the other when a Kamelet is first called
 */
public record LiveParts(
        ModelCamelContext context,
        SwitchingDirect direct,
        Connectors connectors,
        Deployments deployments,
        Draining draining,
        ReentrantLock making) {

    public static LiveParts of(ModelCamelContext context, SwitchingDirect direct, Connectors connectors) {
        ReentrantLock making = connectors.making;
        Draining draining = new Draining(context, making);
        Deployments deployments = new Deployments(context, connectors, draining, making);
        return new LiveParts(context, direct, connectors, deployments, draining, making);
    }
}

package io.serai.app.own;

import io.serai.call.Refusal;
import io.serai.live.files.RouteReview;
import java.util.Collection;
import java.util.Set;
import org.apache.camel.model.FromDefinition;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RedeliveryPolicyDefinition;
import org.apache.camel.model.RouteDefinition;

/**
 * Gives an HTTP door that uses none of our verbs the binding that Camel users expect.
 *
 * <p>A door with {@code openHttp} reads the request and writes the answer itself.
 */
public final class DoorReview implements RouteReview {

    /** Bean that an integrator's door is bound by. */
    public static final String BINDING = "ownDoor";

    private static final Set<String> VERBS = Set.of("openHttp");

    @Override
    public void review(RouteDefinition route) {
        FromDefinition from = route.getInput();
        String uri = from.getEndpointUri();
        if (uri.startsWith("servlet:") && !uri.contains("httpBinding=") && !opens(route)) {
            from.setUri(uri + (uri.contains("?") ? "&" : "?") + "httpBinding=#" + BINDING);
            sayRefusalsInShort(route);
        }
    }

    /** What a caller did wrong is told to that caller; to the log it is no crash. A route that treats it itself does so still. */
    private static void sayRefusalsInShort(RouteDefinition route) {
        OnExceptionDefinition refusal = new OnExceptionDefinition(Refusal.class);
        refusal.setRouteScoped(true);
        refusal.setRedeliveryPolicyType(new RedeliveryPolicyDefinition()
                .logExhausted(false)
                .logExhaustedMessageHistory(false)
                .logStackTrace(false));
        route.getOutputs().addFirst(refusal);
    }

    private static boolean opens(RouteDefinition route) {
        Collection<ProcessDefinition> steps =
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessDefinition.class);
        return steps.stream().anyMatch(step -> step.getRef() != null && VERBS.contains(step.getRef()));
    }
}

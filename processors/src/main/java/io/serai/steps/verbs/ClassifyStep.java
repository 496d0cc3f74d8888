package io.serai.steps.verbs;

import io.serai.call.Preference;
import io.serai.catalog.files.LiveCatalog;
import io.serai.chat.ChatRequest;
import io.serai.routing.preference.ModelChoice;
import io.serai.routing.preference.ModelResolver;
import io.serai.routing.task.TaskFacts;
import io.serai.steps.call.Call;
import io.serai.steps.call.Slot;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The verb {@code classify}: what kind of task it is and how long, and whether the caller left the choice to the rules. */
public final class ClassifyStep implements Processor {

    private final TaskFacts facts;
    private final ModelResolver resolver;
    private final LiveCatalog catalog;

    public ClassifyStep(TaskFacts facts, ModelResolver resolver, LiveCatalog catalog) {
        this.facts = facts;
        this.resolver = resolver;
        this.catalog = catalog;
    }

    @Override
    public void process(Exchange exchange) {
        ChatRequest request = Slot.REQUEST.of(exchange);
        Call call = Slot.CALL.of(exchange);
        ModelChoice choice = resolver.resolve(request, Slot.CALLER.of(exchange), catalog.current());
        Slot.CHOICE.set(exchange, choice);
        Slot.TASK.set(exchange, facts.of(request, call.side().task(), call.at()));
        Preference own = choice.preference();
        if (own != null) {
            Slot.PREFERENCE.set(exchange, own);
        }
    }
}

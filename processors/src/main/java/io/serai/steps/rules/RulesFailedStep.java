package io.serai.steps.rules;

import io.serai.steps.call.CallerGone;
import io.serai.steps.call.Slot;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The verb {@code rulesFailed}: a rule that fails while it is read costs no caller an answer; the balanced profile decides.
 *
 * <p>The checks of an edit cannot know what every call will bring, such as a preference that is made of its metadata.
 */
public final class RulesFailedStep implements Processor {

    private final FailingRules failing;

    public RulesFailedStep(FailingRules failing) {
        this.failing = failing;
    }

    @Override
    public void process(Exchange exchange) {
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        exchange.removeProperty(Exchange.EXCEPTION_CAUGHT);
        if (thrown instanceof CallerGone gone) {
            throw gone;
        }
        if (thrown == null) {
            throw new IllegalStateException("rulesFailed belongs into the doCatch around the rules");
        }
        Slot.PREFERENCE.set(exchange, failing.failed(Slot.CALL.of(exchange).id(), thrown));
    }
}

package io.serai.steps;

import io.serai.chat.Preference;
import io.serai.chat.Profile;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verb {@code rulesFailed}: a rule that fails while it is read costs nobody an answer; the balanced profile decides.
 *
 * <p>The checks of an edit cannot know what every call will bring, such as a preference that is made of its metadata.
 */
final class RulesFailedStep implements Processor {

    static final Preference STAND_IN = Preference.of("rules-failed", Profile.BALANCED);

    private static final Logger log = LoggerFactory.getLogger(RulesFailedStep.class);

    @Override
    public void process(Exchange exchange) {
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        exchange.removeProperty(Exchange.EXCEPTION_CAUGHT);
        Slot.PREFERENCE.set(exchange, standIn(thrown));
    }

    /** What decides when the rules failed for that reason. */
    static Preference standIn(Throwable thrown) {
        log.error("The routing rules failed, so 'balanced' decides; mend routes/routing-rules.camel.yaml", thrown);
        return STAND_IN;
    }
}

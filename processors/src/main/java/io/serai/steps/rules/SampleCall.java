package io.serai.steps.rules;

import io.serai.call.Caller;
import io.serai.call.Task;
import io.serai.chat.ChatRequest;
import io.serai.chat.Feature;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.ResponseFormat;
import io.serai.chat.Sampling;
import io.serai.chat.ToolChoice;
import io.serai.routing.preference.ModelChoice;
import io.serai.steps.call.Slot;
import io.serai.steps.callers.CallerHeaders;
import io.serai.steps.callers.OpenMessageStep;
import java.time.DayOfWeek;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;

/**
 * A call as it might come to the rules.
 *
 * @param about what sets it apart, to end a sentence with
 */
record SampleCall(String about, Exchange exchange) {

    /** What rules may read of a call, whatever other routes add. */
    static final Set<String> FACTS = Set.of(
            Slot.REQUEST.name(),
            Slot.CALLER.name(),
            Slot.TASK.name(),
            Slot.CHOICE.name(),
            OpenMessageStep.BY_MESSAGE,
            CallerHeaders.PROPERTY);

    /** Each type of task, short and long, in peak hours and off them, of a caller who says much and of one who says nothing. */
    static List<SampleCall> all(CamelContext context, Set<String> taskTypes) {
        List<SampleCall> calls = new ArrayList<>();
        for (String type : taskTypes) {
            for (int tokens : new int[] {20, 50_000}) {
                for (boolean peak : new boolean[] {true, false}) {
                    for (boolean labelled : new boolean[] {true, false}) {
                        calls.add(of(context, type, tokens, peak, labelled));
                    }
                }
            }
        }
        return calls;
    }

    private static SampleCall of(CamelContext context, String type, int tokens, boolean peak, boolean labelled) {
        Map<String, String> headers = labelled ? new Tags(Map.of()) : Map.of();
        Map<String, String> tags = labelled ? new Tags(Map.of("task", type)) : Map.of();
        Exchange exchange = new DefaultExchange(context);
        exchange.setProperty(CallerHeaders.PROPERTY, headers);
        Slot.REQUEST.set(exchange, request(tags));
        Slot.CALLER.set(
                exchange,
                new Caller("key_sample", "sample", labelled ? "team" : null, labelled ? "project" : null, List.of()));
        Slot.TASK.set(
                exchange,
                new Task(
                        type,
                        labelled,
                        tokens,
                        100,
                        labelled ? Set.of(Feature.TOOLS) : Set.of(),
                        peak ? 10 : 3,
                        peak ? DayOfWeek.MONDAY : DayOfWeek.SUNDAY,
                        peak,
                        tags));
        Slot.CHOICE.set(exchange, new ModelChoice.Auto(null, List.of()));
        if (labelled) {
            exchange.setProperty(OpenMessageStep.BY_MESSAGE, true);
        }
        return new SampleCall(
                "a '" + type + "' call of " + tokens + " tokens " + (peak ? "in" : "off") + " peak hours, "
                        + (labelled ? "with" : "without") + " team, project, metadata and headers",
                exchange);
    }

    private static ChatRequest request(Map<String, String> metadata) {
        return new ChatRequest(
                "auto",
                List.of(),
                List.of(new Message.User(List.of(new Part.Text("Where is my parcel?")), null)),
                List.of(),
                new ToolChoice.Auto(),
                new ResponseFormat.Text(),
                new Sampling(null, null, null, List.of(), null, null, null, null, null, null, null, null),
                false,
                false,
                metadata,
                null,
                Map.of(),
                null);
    }

    /** Metadata that has every entry that a rule may ask for. */
    private static final class Tags extends AbstractMap<String, String> {
        /** What a number, a name and a word may all be. */
        private static final String SOMETHING = "1";

        private final Map<String, String> said;

        Tags(Map<String, String> said) {
            this.said = said;
        }

        @Override
        public Set<Entry<String, String>> entrySet() {
            return said.entrySet();
        }

        @Override
        public String get(Object key) {
            return said.getOrDefault(key, SOMETHING);
        }

        @Override
        public boolean containsKey(Object key) {
            return true;
        }
    }

    /** The same call, for a branch that may set what others must not see. */
    SampleCall copy() {
        Exchange copy = new DefaultExchange(exchange.getContext());
        exchange.getProperties().forEach(copy::setProperty);
        return new SampleCall(about, copy);
    }
}

package io.serai.steps.verbs;

import io.serai.call.CallId;
import io.serai.call.Caller;
import io.serai.call.Candidate;
import io.serai.call.Decision;
import io.serai.call.GatewayError;
import io.serai.call.Preference;
import io.serai.call.Profile;
import io.serai.call.Task;
import io.serai.call.UsageRecord;
import io.serai.catalog.Catalog;
import io.serai.chat.reply.ChatReply;
import io.serai.metering.Meter;
import io.serai.routing.Catalogs;
import io.serai.routing.Requests;
import io.serai.steps.call.Attempts;
import io.serai.steps.call.Call;
import io.serai.steps.call.Deadlines;
import io.serai.steps.call.Settlement;
import io.serai.steps.call.SilentCaller;
import io.serai.steps.call.Slot;
import io.serai.usage.Money;
import io.serai.usage.Usage;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/** A call on an exchange, as far as a test lets it go; no route and no provider. */
final class AskedCall implements AutoCloseable {

    static final Catalog CATALOG = Catalogs.with()
            .provider("a", "openai")
            .keyless("b", "openai")
            .model("one", "a", "1", "2", 0.5)
            .model("two", "a", "1", "2", 0.5)
            .model("far", "b", "1", "2", 0.5)
            .build();

    /** What its caller's side was given. */
    static final class Side extends SilentCaller {
        final List<Object> heard = new ArrayList<>();
        boolean repeats;

        @Override
        public boolean repeats() {
            return repeats;
        }

        @Override
        public void whole(ChatReply.Whole reply, Facts facts) {
            heard.add(reply);
            heard.add(facts);
        }

        @Override
        public void refuse(GatewayError error) {
            heard.add(error);
        }
    }

    final Side side = new Side();
    final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    final List<UsageRecord> billed = new ArrayList<>();
    private final Deadlines deadlines = new Deadlines(Duration.ofSeconds(10));
    final Call call = new Call(CallId.next(), Instant.EPOCH, side, deadlines, exchange);

    AskedCall() {
        Slot.CALL.set(exchange, call);
    }

    AskedCall identified(String... models) {
        Slot.CALLER.set(exchange, new Caller("key_1", "name", null, null, List.of(models)));
        return this;
    }

    AskedCall read(Requests request) {
        Slot.REQUEST.set(exchange, request.build());
        return this;
    }

    /** Up to where candidates are known. */
    AskedCall decided(String... models) {
        identified().read(Requests.asking("Say hello."));
        Slot.TASK.set(exchange, new Task("support", false, 100, 10, Set.of(), 12, DayOfWeek.MONDAY, false, Map.of()));
        Slot.DECISION.set(
                exchange,
                new Decision(
                        Preference.of("a rule", Profile.BEST),
                        Stream.of(models).map(AskedCall::candidate).toList(),
                        List.of()));
        return this;
    }

    /** Up to where attempts may begin, without the outbox that the step for it needs. */
    AskedCall admitted(String... models) {
        decided(models);
        Decision decision = Slot.DECISION.of(exchange);
        Settlement settlement = new Settlement(
                call,
                Slot.CALLER.of(exchange),
                Slot.REQUEST.of(exchange),
                Slot.TASK.of(exchange),
                decision.preference(),
                CATALOG,
                billed::add);
        Slot.ATTEMPTS.set(exchange, new Attempts(call, settlement, decision.candidates(), List.of()));
        Slot.UNANSWERED.set(exchange, true);
        return this;
    }

    /** The next candidate is asked. */
    AskedCall asking() {
        Meter meter = new Meter(Instant.EPOCH, 100, String::length, InstantSource.system());
        Slot.ATTEMPT.set(
                exchange, attempts().begins(meter, false, Instant.EPOCH).attempt());
        return this;
    }

    ChatReply.Whole answered() {
        ChatReply.Whole reply = new ChatReply.Whole("id", "one", 0, List.of(), Usage.of(9, 2), null);
        attempts().running().meter().passed(reply);
        exchange.getMessage().setBody(reply);
        return reply;
    }

    AskedCall caught(Throwable thrown) {
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, thrown);
        return this;
    }

    Attempts attempts() {
        return Slot.ATTEMPTS.of(exchange);
    }

    private static Candidate candidate(String model) {
        return new Candidate(model, "a", model, "a-chat-sink", true, 0, Money.ZERO, "first");
    }

    @Override
    public void close() {
        deadlines.close();
    }
}

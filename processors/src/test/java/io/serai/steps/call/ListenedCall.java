package io.serai.steps.call;

import io.serai.call.CallId;
import io.serai.call.Caller;
import io.serai.call.Candidate;
import io.serai.call.Preference;
import io.serai.call.Profile;
import io.serai.call.Task;
import io.serai.catalog.Catalog;
import io.serai.chat.ChatRequest;
import io.serai.chat.reply.ChatReply;
import io.serai.metering.Meter;
import io.serai.routing.Catalogs;
import io.serai.routing.Requests;
import io.serai.usage.Money;
import io.serai.usage.Usage;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/** Calls that are answered at once, with listeners that hear of them; needs no route and no provider. */
public final class ListenedCall implements AutoCloseable {

    private static final Task TASK =
            new Task("support", false, 100, 10, Set.of(), 12, DayOfWeek.MONDAY, false, Map.of());
    private static final Preference PREFERENCE = Preference.of("best", Profile.BEST);
    private static final Caller CALLER = new Caller("key_1", "team", null, null, List.of());
    private static final ChatRequest REQUEST = Requests.asking("Say hello.").build();

    private final Catalog catalog = Catalogs.with()
            .provider("a", "openai")
            .model("m", "a", "1", "2", 0.5)
            .build();
    private final Deadlines deadlines = new Deadlines(Duration.ofSeconds(10));
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final List<AttemptListener> attemptListeners;
    private final List<CallListener> callListeners;

    public ListenedCall(AttemptListener attempts, CallListener calls) {
        this(List.of(attempts), List.of(calls));
    }

    public ListenedCall(List<AttemptListener> attempts, List<CallListener> calls) {
        this.attemptListeners = attempts;
        this.callListeners = calls;
        Slot.REQUEST.set(exchange, REQUEST);
        Slot.CALLER.set(exchange, CALLER);
    }

    public Candidate candidate(String model, boolean listed) {
        return candidate(model, "a", listed);
    }

    public Candidate candidate(String model, String provider, boolean listed) {
        return new Candidate(model, provider, model, "openai-chat-sink", listed, 0, Money.ZERO, "first");
    }

    /** One call from its arrival to its end. */
    public CallListener.End answers(Candidate candidate, Usage usage) {
        Call call = new Call(CallId.next(), Instant.EPOCH, new SilentCaller(), deadlines, exchange);
        callListeners.forEach(listener -> listener.opened(call));
        Settlement settlement = new Settlement(call, CALLER, REQUEST, TASK, PREFERENCE, catalog, record -> {});
        Attempts attempts = new Attempts(call, settlement, List.of(candidate), attemptListeners);
        Meter meter = new Meter(Instant.EPOCH, 100, String::length, InstantSource.system());
        attempts.begins(meter, false, Instant.EPOCH);
        meter.passed(new ChatReply.Whole("id", "m", 0, List.of(), usage, null));
        attempts.firstContent();
        attempts.answered();
        CallListener.End end = call.end();
        callListeners.forEach(listener -> listener.ended(call, end));
        call.deadline().over();
        return end;
    }

    @Override
    public void close() {
        deadlines.close();
    }
}

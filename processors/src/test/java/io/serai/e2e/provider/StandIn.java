package io.serai.e2e.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.e2e.provider.Received.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A provider's API on the loopback address: checks each request as the real one does, then behaves as told.
 *
 * <p>A request that fails the checks gets the vendor's 4xx and leaves the script of behaviours as it is. A
 * behaviour for the next request goes before one for the model, that before the one for all. Nothing here is
 * random; text and counts of an answer follow from the request, ids from a running number. Safe for use by
 * many threads; {@link #close()} ends what is in flight.
 */
public abstract sealed class StandIn implements AutoCloseable permits OpenAiStandIn, AnthropicStandIn, GeminiStandIn {
    private final String key;
    private final LoopbackServer server;
    private final AtomicLong numbers = new AtomicLong();
    private final ConcurrentLinkedQueue<Received> received = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Behaviour> next = new ConcurrentLinkedQueue<>();
    private final Map<String, ConcurrentLinkedQueue<Behaviour>> nextByModel = new ConcurrentHashMap<>();
    private final Set<Integer> usedConnections = ConcurrentHashMap.newKeySet();
    private final Map<String, Supplier<Behaviour>> suppliers = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> inFlight = new ConcurrentHashMap<>();
    private final Map<String, Integer> mostInFlight = new ConcurrentHashMap<>();
    private final Map<String, Behaviour> byModel = new ConcurrentHashMap<>();
    private final Map<String, String> models = new ConcurrentHashMap<>();
    private volatile Behaviour always = Behaviour.echo();

    StandIn(String key, int port, Map<String, String> models) {
        this.key = key;
        this.models.putAll(models);
        this.server = new LoopbackServer(port, this::handle);
    }

    /** The address to configure, in the form in which the vendor's own SDK takes it. */
    public abstract String baseUrl();

    /** The only key it accepts. */
    public final String key() {
        return key;
    }

    public final int port() {
        return server.port();
    }

    /** Makes more models known; their answers name them as they are. */
    public final void knows(String... names) {
        for (String name : names) {
            models.putIfAbsent(name, name);
        }
    }

    /** Behaviours of the next requests, one each, in this order after those already waiting. */
    public final void then(Behaviour... behaviours) {
        next.addAll(Arrays.asList(behaviours));
    }

    /** The same for one model, named as the client names it; these go before those of all models. */
    public final void thenOf(String model, Behaviour... behaviours) {
        nextByModel.computeIfAbsent(model, any -> new ConcurrentLinkedQueue<>()).addAll(Arrays.asList(behaviours));
    }

    /** The behaviour of all requests for which there is no other. */
    public final void always(Behaviour behaviour) {
        always = behaviour;
    }

    /** The behaviour of all requests for a model, named as the client names it. */
    public final void always(String model, Behaviour behaviour) {
        byModel.put(model, behaviour);
    }

    /** Each request for a model gets what is supplied then. */
    public final void choosing(String model, Supplier<Behaviour> behaviours) {
        suppliers.put(model, behaviours);
    }

    /** How many requests for a model were answered at a time, at most, since this was asked last. */
    public final int mostInFlight(String model) {
        Integer most = mostInFlight.remove(model);
        return most == null ? 0 : most;
    }

    /** Forgets requests, totals and behaviours; connections and known models stay. */
    public final void forget() {
        next.clear();
        nextByModel.clear();
        suppliers.clear();
        byModel.clear();
        always = Behaviour.echo();
        received.clear();
    }

    /** Stops listening and ends all connections; clients get "connection refused". */
    public final void refuseConnections() {
        server.refuse();
    }

    /** Listens again, on the same port. */
    public final void acceptConnections() {
        server.accept();
    }

    /** Every request so far, in order of arrival. */
    public final List<Received> received() {
        return List.copyOf(received);
    }

    /** The last request; fails when there was none. */
    public final Received last() {
        return received().getLast();
    }

    /** What was wrong with requests, the vendor's words or broken HTTP; empty when all was right. */
    public final List<String> complaints() {
        List<String> complaints = new ArrayList<>(server.violations());
        for (Received request : received) {
            String refusal = request.refusal();
            if (refusal != null) {
                complaints.add(refusal);
            }
        }
        return complaints;
    }

    /** How many connections were ever opened. */
    public final int connections() {
        return server.connections();
    }

    public final int openConnections() {
        return server.openConnections();
    }

    /** Usage reported in answers that were sent to their end, by the model asked for. */
    public final Map<String, Usage> completed() {
        return totals(request -> request.outcome() == Outcome.COMPLETED);
    }

    /** Usage reported in answers that were not finished, by the model asked for. */
    public final Map<String, Usage> partial() {
        return totals(request -> request.outcome() == Outcome.PARTIAL);
    }

    /** As {@link #completed()} for one model; an empty sum when it completed no answer. */
    public final Usage completed(String model) {
        return completed().getOrDefault(model, Usage.NONE);
    }

    /** As {@link #partial()} for one model; an empty sum when it broke off no answer. */
    public final Usage partial(String model) {
        return partial().getOrDefault(model, Usage.NONE);
    }

    /** What the vendor would bill for all answers, reported or not, by the model asked for. */
    public final Map<String, Counts> consumed() {
        Map<String, Counts> sums = new TreeMap<>();
        for (Received request : received) {
            String model = request.model();
            if (model != null && request.framesWritten() + request.consumed().input() > 0) {
                sums.merge(model, request.consumed(), Counts::plus);
            }
        }
        return sums;
    }

    @Override
    public final void close() {
        server.close();
    }

    /** Checks a request for an answer; throws {@link Refused}. */
    abstract Ask ask(Received request);

    /** The body of a resource other than an answer, or null when the request is for an answer. */
    abstract @Nullable JsonNode resource(Received request);

    abstract Script script(Ask ask, Turn turn, Delivery delivery, long number);

    /** The error of a status; a null message takes the vendor's usual words. */
    abstract Refused error(int status, @Nullable String message, @Nullable Duration retryAfter);

    abstract Refused error(Behaviour.Trouble trouble);

    /** How many events go before the first word of a streamed answer. */
    public abstract int eventsBeforeWords();

    /** The error event within a stream. */
    abstract byte[] errorEvent(String message);

    /** The usage object as the vendor writes it. */
    abstract JsonNode usage(Counts counts);

    /** The headers of every answer. */
    abstract Map<String, String> headers(long number);

    /** The full name of a known model, or null. */
    final @Nullable String fullName(String model) {
        return models.get(model);
    }

    final List<String> knownModels() {
        return models.keySet().stream().sorted().toList();
    }

    private void handle(Received request, Outlet outlet) throws IOException, InterruptedException {
        received.add(request);
        boolean fresh = usedConnections.add(request.connection());
        long number = numbers.incrementAndGet();
        Map<String, String> headers = new LinkedHashMap<>(headers(number));
        headers.put("content-type", Script.JSON);
        try {
            JsonNode resource = resource(request);
            if (resource != null) {
                request.became(Outcome.OTHER);
                outlet.whole(200, headers, Json.bytes(resource));
                return;
            }
            Ask ask = ask(request);
            request.asked(ask.model());
            behave(request, ask, number, fresh, headers, outlet);
        } catch (Refused e) {
            request.refused(String.valueOf(e.getMessage()));
            headers.putAll(e.headers());
            outlet.whole(e.status(), headers, e.body());
        }
    }

    private void behave(
            Received request, Ask ask, long number, boolean fresh, Map<String, String> headers, Outlet outlet)
            throws IOException, InterruptedException {
        AtomicInteger asking = inFlight.computeIfAbsent(ask.model(), any -> new AtomicInteger());
        mostInFlight.merge(ask.model(), asking.incrementAndGet(), Math::max);
        try {
            behave(behaviour(ask), request, ask, number, fresh, headers, outlet);
        } finally {
            asking.decrementAndGet();
        }
    }

    private void behave(
            Behaviour behaviour,
            Received request,
            Ask ask,
            long number,
            boolean fresh,
            Map<String, String> headers,
            Outlet outlet)
            throws IOException, InterruptedException {
        if (!(behaviour instanceof Behaviour.Answer)) {
            request.became(Outcome.FAULTED);
        }
        switch (behaviour) {
            case Behaviour.Answer answer -> answer(request, ask, answer, number, headers, outlet);
            case Behaviour.Status status ->
                refuse(error(status.code(), status.message(), status.retryAfter()), headers, outlet);
            case Behaviour.Vendor vendor -> refuse(error(vendor.trouble()), headers, outlet);
            case Behaviour.Limited limited -> limit(limited, headers, outlet);
            case Behaviour.Delayed delayed -> {
                outlet.pause(delayed.pause());
                if (delayed.then() instanceof Behaviour.Answer) {
                    request.became(Outcome.ANSWERING);
                }
                behave(delayed.then(), request, ask, number, fresh, headers, outlet);
            }
            case Behaviour.Close close -> outlet.drop();
            case Behaviour.Stale stale -> {
                if (fresh) {
                    request.became(Outcome.ANSWERING);
                    answer(request, ask, stale.answer(), number, headers, outlet);
                } else {
                    outlet.drop();
                }
            }
            case Behaviour.Page page -> {
                headers.put("content-type", "text/html; charset=UTF-8");
                outlet.whole(page.code(), headers, page.html().getBytes(StandardCharsets.UTF_8));
            }
            case Behaviour.Reset reset -> outlet.reset();
            case Behaviour.Silence silence -> outlet.stall();
            case Behaviour.HeadersThenSilence head -> {
                headers.put("content-type", contentType(ask, number));
                outlet.headOfChunks(200, headers);
                outlet.stall();
            }
            case Behaviour.EmptyBody empty -> {
                headers.put("content-type", contentType(ask, number));
                outlet.whole(200, headers, new byte[0]);
            }
            case Behaviour.InvalidJson invalid -> broken(ask, number, headers, outlet);
            case Behaviour.ErrorIn200 error -> {
                headers.put("content-type", contentType(ask, number));
                byte[] body = ask.stream()
                        ? errorEvent(error.message())
                        : error(500, error.message(), null).body();
                outlet.whole(200, headers, body);
            }
        }
    }

    private static void refuse(Refused error, Map<String, String> headers, Outlet outlet) throws IOException {
        headers.putAll(error.headers());
        outlet.whole(error.status(), headers, error.body());
    }

    private void limit(Behaviour.Limited limited, Map<String, String> headers, Outlet outlet) throws IOException {
        boolean vendors = limited.as() == Behaviour.RetryAs.VENDOR;
        Refused error = error(limited.code(), null, vendors ? limited.pause() : null);
        switch (limited.as()) {
            case VENDOR -> {}
            case SECONDS ->
                headers.put("retry-after", Long.toString(limited.pause().toSeconds()));
            case MILLIS ->
                headers.put("retry-after-ms", Long.toString(limited.pause().toMillis()));
            case DATE ->
                // rounded up, since a date has no fractions of a second
                headers.put(
                        "retry-after",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)
                                .plus(limited.pause())
                                .plusNanos(999_999_999)));
        }
        refuse(error, headers, outlet);
    }

    private void answer(
            Received request, Ask ask, Behaviour.Answer answer, long number, Map<String, String> headers, Outlet outlet)
            throws IOException, InterruptedException {
        if (answer.say() instanceof Say.Numbered numbered
                && numbered.prefill() == Say.Prefill.REFUSED
                && !Prefilled.in(ask.body()).isEmpty()) {
            throw error(Behaviour.Trouble.NO_PREFILL);
        }
        Script full = script(ask, Turn.compose(ask, answer), answer.delivery(), number);
        Script script = answer.delivery().usage() ? full : full.withoutUsage();
        headers.put("content-type", script.contentType());
        byte[] errorEvent =
                answer.delivery().ending() instanceof Ending.Fail fail ? errorEvent(fail.message()) : errorEvent("cut");
        new Courier(request, outlet, answer.delivery()).send(script, headers, errorEvent);
    }

    private void broken(Ask ask, long number, Map<String, String> headers, Outlet outlet) throws IOException {
        Script script = plain(ask, number);
        headers.put("content-type", script.contentType());
        String first = new String(script.frames().getFirst().bytes(), StandardCharsets.UTF_8).stripTrailing();
        String half = first.substring(0, first.length() - 3) + (script.stream() ? "\n\n" : "");
        outlet.whole(200, headers, half.getBytes(StandardCharsets.UTF_8));
    }

    private String contentType(Ask ask, long number) {
        return plain(ask, number).contentType();
    }

    private Script plain(Ask ask, long number) {
        Behaviour.Answer echo = Behaviour.echo();
        return script(ask, Turn.compose(ask, echo), echo.delivery(), number);
    }

    private Behaviour behaviour(Ask ask) {
        ConcurrentLinkedQueue<Behaviour> own = nextByModel.get(ask.model());
        Behaviour queued = own == null ? null : own.poll();
        if (queued == null) {
            queued = next.poll();
        }
        Supplier<Behaviour> supplier = suppliers.get(ask.model());
        if (queued == null && supplier != null) {
            return supplier.get();
        }
        return queued != null ? queued : byModel.getOrDefault(ask.model(), always);
    }

    private Map<String, Usage> totals(Predicate<Received> which) {
        Map<String, Usage> totals = new TreeMap<>();
        for (Received request : received) {
            String model = request.model();
            if (model != null && which.test(request)) {
                totals.merge(model, reported(request), Usage::plus);
            }
        }
        return totals;
    }

    private Usage reported(Received request) {
        Counts counts = request.reported();
        return counts == null ? new Usage(1, Counts.NONE, Map.of()) : new Usage(1, counts, Json.numbers(usage(counts)));
    }
}

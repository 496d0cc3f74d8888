package io.serai.steps.listeners;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.serai.call.Candidate;
import io.serai.call.ProviderFailure;
import io.serai.call.UsageRecord;
import io.serai.chat.ChatRequest;
import io.serai.steps.call.AttemptListener;
import io.serai.steps.call.Call;
import io.serai.steps.call.CallListener;
import io.serai.steps.call.CallerConnection;
import io.serai.steps.call.RunningAttempt;
import io.serai.steps.call.Slot;
import io.serai.usage.Usage;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes a span of every call and one of each attempt; no prompt, no answer.
 *
 * <p>Names are those of OpenTelemetry's conventions for generative AI. A call goes on with the trace that its caller names, and its provider may go on with ours.
 */
public final class TraceListener implements AttemptListener, CallListener {

    private static final String PROPERTY = "serai.trace";
    private static final String CHAT = "chat";

    private static final AttributeKey<String> OPERATION = stringKey("gen_ai.operation.name");
    private static final AttributeKey<String> PROVIDER = stringKey("gen_ai.provider.name");
    private static final AttributeKey<String> ASKED = stringKey("gen_ai.request.model");
    private static final AttributeKey<Boolean> STREAMED = booleanKey("gen_ai.request.stream");
    private static final AttributeKey<String> MODEL = stringKey("gen_ai.response.model");
    private static final AttributeKey<Double> FIRST_CHUNK = doubleKey("gen_ai.response.time_to_first_chunk");
    private static final AttributeKey<Long> INPUT = longKey("gen_ai.usage.input_tokens");
    private static final AttributeKey<Long> CACHE_READ = longKey("gen_ai.usage.cache_read.input_tokens");
    private static final AttributeKey<Long> CACHE_WRITE = longKey("gen_ai.usage.cache_creation.input_tokens");
    private static final AttributeKey<Long> OUTPUT = longKey("gen_ai.usage.output_tokens");
    private static final AttributeKey<Long> REASONING = longKey("gen_ai.usage.reasoning.output_tokens");
    private static final AttributeKey<String> ERROR = stringKey("error.type");
    private static final AttributeKey<String> CALL = stringKey("serai.call");
    private static final AttributeKey<String> DOOR = stringKey("serai.door");
    private static final AttributeKey<String> OUTCOME = stringKey("serai.outcome");
    private static final AttributeKey<Long> STATUS = longKey("serai.status");
    private static final AttributeKey<Long> ATTEMPTS = longKey("serai.attempts");
    private static final AttributeKey<Long> ATTEMPT = longKey("serai.attempt");
    private static final AttributeKey<String> TASK = stringKey("serai.task");
    private static final AttributeKey<String> RULE = stringKey("serai.rule");
    private static final AttributeKey<String> COST = stringKey("serai.cost.usd");

    private static final TextMapGetter<CallerConnection> PARENT = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(CallerConnection caller) {
            return List.of("traceparent");
        }

        @Override
        public @Nullable String get(@Nullable CallerConnection caller, String key) {
            return caller == null || !key.equals("traceparent") ? null : caller.traceparent();
        }
    };

    /** The spans of one call; used by its own thread. */
    private static final class Trace {

        private final Span call;
        private @Nullable Span attempt;

        private Trace(Span call) {
            this.call = call;
        }
    }

    private final Tracer tracer;

    public TraceListener(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public void opened(Call call) {
        CallerConnection side = call.side();
        Context parent = W3CTraceContextPropagator.getInstance().extract(Context.root(), side, PARENT);
        Span span = tracer.spanBuilder(CHAT)
                .setParent(parent)
                .setSpanKind(side.door().equals("queue") ? SpanKind.CONSUMER : SpanKind.SERVER)
                .setAttribute(OPERATION, CHAT)
                .setAttribute(CALL, call.id().value())
                .setAttribute(DOOR, side.door())
                .startSpan();
        call.exchange().setProperty(PROPERTY, new Trace(span));
    }

    @Override
    public void begun(Call call, RunningAttempt attempt) {
        Trace trace = of(call);
        if (trace == null) {
            return;
        }
        Candidate candidate = attempt.candidate();
        Span span = tracer.spanBuilder(CHAT + ' ' + candidate.upstream())
                .setParent(Context.root().with(trace.call))
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(OPERATION, CHAT)
                .setAttribute(PROVIDER, candidate.provider())
                .setAttribute(ASKED, candidate.upstream())
                .setAttribute(STREAMED, attempt.streamed())
                .setAttribute(ATTEMPT, (long) attempt.attempt().number())
                .startSpan();
        trace.attempt = span;
        SpanContext context = span.getSpanContext();
        attempt.traced("00-" + context.getTraceId() + '-' + context.getSpanId() + '-'
                + context.getTraceFlags().asHex());
    }

    @Override
    public void firstContent(Call call, RunningAttempt attempt) {
        Span span = attempt(call);
        if (span != null && attempt.streamed()) {
            span.setAttribute(FIRST_CHUNK, attempt.nanos() / 1e9);
        }
    }

    @Override
    public void billed(Call call, UsageRecord record) {
        Span span = attempt(call);
        if (span != null) {
            usage(span, record);
        }
    }

    @Override
    public void answered(Call call, RunningAttempt attempt) {
        ends(call, null);
    }

    @Override
    public void failed(Call call, RunningAttempt attempt, ProviderFailure failure, @Nullable Candidate next) {
        ends(call, failure);
    }

    @Override
    public void broken(Call call, RunningAttempt attempt, ProviderFailure failure) {
        ends(call, failure);
    }

    @Override
    public void left(Call call, RunningAttempt attempt) {
        Span span = attempt(call);
        if (span != null) {
            span.setAttribute(ERROR, "left");
        }
        ends(call, null);
    }

    @Override
    public void ended(Call call, End end) {
        Trace trace = of(call);
        if (trace == null) {
            return;
        }
        Span span = trace.call;
        ChatRequest request = Slot.REQUEST.find(call.exchange());
        if (request != null) {
            span.updateName(CHAT + ' ' + request.model());
            span.setAttribute(ASKED, request.model());
            span.setAttribute(STREAMED, request.stream());
        }
        UsageRecord answer = end.answer();
        if (answer != null) {
            span.setAttribute(PROVIDER, answer.provider());
            span.setAttribute(TASK, answer.task());
            span.setAttribute(RULE, answer.rule());
            usage(span, answer);
        }
        span.setAttribute(OUTCOME, end.result().label());
        span.setAttribute(STATUS, (long) end.status());
        span.setAttribute(ATTEMPTS, (long) end.attempts());
        if (end.result() == Result.FAILED) {
            span.setStatus(StatusCode.ERROR, end.reason() == null ? "" : end.reason());
        }
        if (end.result() != Result.OK) {
            span.setAttribute(ERROR, end.reason() == null ? end.result().label() : end.reason());
        }
        span.end();
    }

    private static void usage(Span span, UsageRecord record) {
        Usage usage = record.usage();
        span.setAttribute(MODEL, record.model());
        span.setAttribute(INPUT, usage.promptTotal());
        span.setAttribute(OUTPUT, usage.completionTotal());
        if (usage.cacheRead() > 0) {
            span.setAttribute(CACHE_READ, usage.cacheRead());
        }
        if (usage.cacheWriteTotal() > 0) {
            span.setAttribute(CACHE_WRITE, usage.cacheWriteTotal());
        }
        if (usage.reasoning() > 0) {
            span.setAttribute(REASONING, usage.reasoning());
        }
        span.setAttribute(COST, record.cost().toString());
    }

    private static void ends(Call call, @Nullable ProviderFailure failure) {
        Trace trace = of(call);
        Span span = trace == null ? null : trace.attempt;
        if (trace == null || span == null) {
            return;
        }
        if (failure != null) {
            span.setAttribute(ERROR, failure.kind().name().toLowerCase(Locale.ROOT));
            span.setStatus(StatusCode.ERROR, failure.kind().words());
        }
        span.end();
        trace.attempt = null;
    }

    private static @Nullable Trace of(Call call) {
        return call.exchange().getProperty(PROPERTY, Trace.class);
    }

    private static @Nullable Span attempt(Call call) {
        Trace trace = of(call);
        return trace == null ? null : trace.attempt;
    }
}

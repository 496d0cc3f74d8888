package io.serai.metering;

import io.serai.call.CallId;
import io.serai.call.Outcome;
import io.serai.call.UsageRecord;
import io.serai.usage.Money;
import io.serai.usage.Usage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Usage records as calls make them, with what a test cares about set. */
public final class Records {

    public static final Instant NOON = Instant.parse("2026-11-23T12:00:00.123456Z");

    private CallId callId = CallId.next();
    private int attempt = 1;
    private Instant at = NOON;
    private String keyId = "key_1";
    private @Nullable String team = "support";
    private @Nullable String project;
    private String rule = "support is fast";
    private String task = "support";
    private String asked = "auto";
    private String model = "gpt-4o-mini";
    private String provider = "openai";
    private Usage usage = new Usage(100, 20, 3, 4, 5, 60, 7, 8);
    private Money cost = Money.usd("0.000123456789");

    private Records() {}

    public static Records record() {
        return new Records();
    }

    public static UsageRecord any() {
        return record().build();
    }

    public Records call(String id) {
        callId = new CallId(id);
        return this;
    }

    public Records attempt(int number) {
        attempt = number;
        return this;
    }

    public Records at(Instant moment) {
        at = moment;
        return this;
    }

    public Records key(String id) {
        keyId = id;
        return this;
    }

    public Records team(@Nullable String name) {
        team = name;
        return this;
    }

    public Records project(@Nullable String name) {
        project = name;
        return this;
    }

    public Records rule(String id) {
        rule = id;
        return this;
    }

    public Records task(String type) {
        task = type;
        return this;
    }

    public Records asked(String name) {
        asked = name;
        return this;
    }

    public Records model(String name) {
        model = name;
        return this;
    }

    public Records provider(String name) {
        provider = name;
        return this;
    }

    public Records usage(Usage tokens) {
        usage = tokens;
        return this;
    }

    public Records cost(String usd) {
        cost = Money.usd(usd);
        return this;
    }

    public UsageRecord build() {
        return new UsageRecord(
                callId,
                attempt,
                at,
                keyId,
                "first key",
                team,
                project,
                task,
                rule,
                asked,
                model,
                provider,
                model + "-2024-07-18",
                usage,
                cost,
                true,
                false,
                Outcome.OK,
                "http",
                true,
                210,
                1_900);
    }
}

package io.serai.steps.alerts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.usage.Money;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What is told of incidents of one provider, as a JSON object. */
final class IncidentText {

    private static final JsonFactory JSON = new JsonFactory();

    /** Names in one message; the count says how many there are. */
    private static final int MOST_NAMES = 50;

    private IncidentText() {}

    @FunctionalInterface
    interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    static String of(String event, List<Incident> incidents, Instant now) {
        Incident first = incidents.getFirst();
        Incident.Cause cause = first.cause;
        Instant since = incidents.stream()
                .map(each -> each.since)
                .min(Instant::compareTo)
                .orElseThrow();
        return json(fields -> {
            fields.writeStringField("event", event);
            fields.writeStringField("provider", first.provider);
            fields.writeStringField("deployment", first.deployment);
            fields.writeStringField("model", first.model);
            fields.writeNumberField("count", incidents.size());
            fields.writeArrayFieldStart("deployments");
            for (Incident each : incidents.subList(0, Math.min(incidents.size(), MOST_NAMES))) {
                fields.writeString(each.deployment);
            }
            fields.writeEndArray();
            if (cause != null) {
                fields.writeStringField("reason", cause.reason());
                fields.writeNumberField("status", cause.status());
                fields.writeStringField("detail", cause.detail());
                fields.writeStringField("call", cause.call());
            }
            fields.writeNumberField(
                    "failures",
                    incidents.stream().mapToLong(each -> each.failures.sum()).sum());
            fields.writeNumberField(
                    "lost",
                    incidents.stream().mapToLong(each -> each.lost.sum()).sum());
            fields.writeNumberField(
                    "moved",
                    incidents.stream().mapToLong(each -> each.moved.sum()).sum());
            fields.writeObjectFieldStart("movedTo");
            for (Map.Entry<String, Long> target : targets(incidents).entrySet()) {
                fields.writeNumberField(target.getKey(), target.getValue());
            }
            fields.writeEndObject();
            Money cost = incidents.stream()
                    .map(each -> Objects.requireNonNull(each.movedCost.get()))
                    .reduce(Money.ZERO, Money::plus);
            fields.writeStringField("movedCostUsd", cost.usd().toPlainString());
            fields.writeStringField("since", since.toString());
            fields.writeNumberField("seconds", Duration.between(since, now).toSeconds());
            fields.writeStringField("at", now.toString());
        });
    }

    private static Map<String, Long> targets(List<Incident> incidents) {
        Map<String, Long> targets = new TreeMap<>();
        incidents.forEach(each -> each.movedTo.forEach((name, count) -> targets.merge(name, count.sum(), Long::sum)));
        return targets;
    }

    static String json(Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("a string cannot fail to be written", e);
        }
        return text.toString();
    }
}

package io.serai.steps.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.usage.Money;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the incidents that were told over a restart.
 *
 * <p>So none is told again, and the end of none is forgotten. An observer's file: one that cannot be read or written is logged, and the gateway goes on without it.
 */
final class IncidentFile {

    private static final Logger log = LoggerFactory.getLogger(IncidentFile.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LONGEST = 4 << 20;

    private final Path file;
    private String written = "";
    private boolean failed;

    IncidentFile(Path file) {
        this.file = file;
    }

    List<Incident> read() {
        List<Incident> known = new ArrayList<>();
        try {
            if (Files.exists(file) && Files.size(file) <= LONGEST) {
                written = Files.readString(file);
                for (JsonNode each : JSON.readTree(written)) {
                    known.add(incident(each));
                }
            }
        } catch (IOException | DateTimeException | ArithmeticException | IllegalArgumentException e) {
            log.warn(
                    "The incidents of the last run cannot be read from {}; they are told anew: {}", file, e.toString());
        }
        return known;
    }

    /** Written only where it changes; called by one thread. */
    void write(Collection<Incident> incidents) {
        ArrayNode all = JSON.createArrayNode();
        incidents.stream().filter(each -> each.told != null).forEach(each -> add(all, each));
        try {
            String text = JSON.writeValueAsString(all);
            if (text.equals(written) || written.isEmpty() && all.isEmpty()) {
                return;
            }
            Path next = Files.createTempFile(file.toAbsolutePath().getParent(), "serai.incidents", ".tmp");
            Files.writeString(next, text);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            written = text;
            failed = false;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree cannot fail to be written", e);
        } catch (IOException e) {
            if (!failed) {
                log.warn(
                        "The incidents cannot be kept in {}; after a restart they are told anew: {}",
                        file,
                        e.toString());
            }
            failed = true;
        }
    }

    private static void add(ArrayNode all, Incident incident) {
        ObjectNode each = all.addObject();
        each.put("deployment", incident.deployment);
        each.put("model", incident.model);
        each.put("provider", incident.provider);
        each.put("listed", incident.listed);
        each.put("since", incident.since.toString());
        each.put("lastFailure", incident.lastFailure.toString());
        each.put("told", String.valueOf(incident.told));
        each.put("failures", incident.failures.sum());
        each.put("moved", incident.moved.sum());
        each.put("lost", incident.lost.sum());
        each.put("movedCostUsd", incident.movedCost.get().usd().toPlainString());
        ObjectNode targets = each.putObject("movedTo");
        incident.movedTo.forEach((name, count) -> targets.put(name, count.sum()));
        Incident.Cause cause = incident.cause;
        if (cause != null) {
            each.put("reason", cause.reason());
            each.put("status", cause.status());
            each.put("detail", cause.detail());
            each.put("call", cause.call());
        }
    }

    private static Incident incident(JsonNode each) {
        Incident incident = new Incident(
                each.path("deployment").asText(),
                each.path("model").asText(),
                each.path("provider").asText(),
                each.path("listed").asBoolean(),
                Instant.parse(each.path("since").asText()));
        incident.lastFailure = Instant.parse(each.path("lastFailure").asText());
        incident.opened = incident.since;
        incident.told = Instant.parse(each.path("told").asText());
        incident.failures.add(each.path("failures").asLong());
        incident.toldFailures = incident.failures.sum();
        incident.moved.add(each.path("moved").asLong());
        incident.lost.add(each.path("lost").asLong());
        incident.movedCost.set(
                new Money(new BigDecimal(each.path("movedCostUsd").asText("0"))));
        each.path("movedTo").fields().forEachRemaining(target -> {
            LongAdder count = new LongAdder();
            count.add(target.getValue().asLong());
            incident.movedTo.put(target.getKey(), count);
        });
        incident.cause = new Incident.Cause(
                each.path("reason").asText(),
                each.path("status").asInt(),
                each.path("detail").asText(),
                each.path("call").asText());
        return incident;
    }
}

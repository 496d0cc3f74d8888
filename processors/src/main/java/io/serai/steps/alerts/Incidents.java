package io.serai.steps.alerts;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides which incidents are told and when; used by one thread, which calls {@link #look} again and again.
 *
 * <p>What opens, goes on or ends at one provider within a moment is one message, and two messages of a kind about one provider
 * are some time apart: a provider that fails with twenty deployments is one piece of news.
 */
final class Incidents {

    static final String OPENED = "opened";
    static final String STILL_OPEN = "still-open";
    static final String RECOVERED = "recovered";

    /** Nobody waits for the end of trouble with a deployment that is not asked any more. */
    private static final Duration OLD = Duration.ofDays(1);

    /** The same for names that the catalogue does not list, which may never be asked again. */
    private static final Duration OLD_UNLISTED = Duration.ofHours(1);

    /** A kind of message about a provider. */
    private record Topic(String provider, String event) {}

    private final Map<String, Incident> open;
    private final AlertSettings settings;
    private final BiConsumer<String, List<Incident>> told;
    private final Map<Topic, Instant> last = new HashMap<>();

    /** @param told takes the event and whom it is about */
    Incidents(Map<String, Incident> open, AlertSettings settings, BiConsumer<String, List<Incident>> told) {
        this.open = open;
        this.settings = settings;
        this.told = told;
    }

    void look(Instant now) {
        if (open.isEmpty()) {
            return;
        }
        open.values().removeIf(incident -> isForgotten(incident, now));
        for (Incident incident : open.values()) {
            if (incident.opened == null && incident.isRipe(settings.failures())) {
                incident.opened = now;
            }
            if (!incident.isOver(settings.quiet(), now)) {
                incident.over = null;
            } else if (incident.over == null) {
                incident.over = now;
            }
        }
        tell(OPENED, incident -> incident.told == null ? incident.opened : null, settings.group(), now);
        tell(RECOVERED, incident -> incident.told == null ? null : incident.over, settings.group(), now);
        tell(STILL_OPEN, incident -> reminded(incident, now), Duration.ZERO, now);
        last.values().removeIf(at -> at.plus(settings.apart()).isBefore(now));
    }

    /** Of an incident that is to be told, since when; null where it is not. */
    @FunctionalInterface
    private interface Due {
        @Nullable
        Instant since(Incident incident);
    }

    private void tell(String event, Due due, Duration group, Instant now) {
        Map<String, List<Incident>> byProvider = new TreeMap<>();
        for (Incident incident : open.values()) {
            if (due.since(incident) != null) {
                byProvider
                        .computeIfAbsent(incident.provider, name -> new ArrayList<>())
                        .add(incident);
            }
        }
        byProvider.forEach((provider, incidents) -> {
            Topic topic = new Topic(provider, event);
            Instant before = last.get(topic);
            boolean waits = incidents.stream().noneMatch(incident -> isDue(due.since(incident), group, now));
            if (waits || before != null && now.isBefore(before.plus(settings.apart()))) {
                return;
            }
            last.put(topic, now);
            incidents.sort((a, b) -> Long.compare(b.failures.sum(), a.failures.sum()));
            for (Incident incident : incidents) {
                incident.told = now;
                incident.toldFailures = incident.failures.sum();
                if (event.equals(RECOVERED)) {
                    open.remove(incident.deployment, incident);
                }
            }
            told.accept(event, incidents);
        });
    }

    private static boolean isDue(@Nullable Instant since, Duration group, Instant now) {
        return since != null && !now.isBefore(since.plus(group));
    }

    private @Nullable Instant reminded(Incident incident, Instant now) {
        Instant before = incident.told;
        boolean due = before != null
                && incident.over == null
                && incident.failures.sum() > incident.toldFailures
                && !now.isBefore(before.plus(settings.remind()));
        return due ? now : null;
    }

    private boolean isForgotten(Incident incident, Instant now) {
        if (incident.told != null) {
            return incident.over == null
                    && incident.lastFailure
                            .plus(incident.listed ? OLD : OLD_UNLISTED)
                            .isBefore(now);
        }
        return incident.opened == null
                && !incident.isRipe(settings.failures())
                && incident.lastFailure.plus(settings.quiet()).isBefore(now);
    }

    /** Whether there is room for one more. */
    static boolean hasRoom(Collection<Incident> open, Predicate<Incident> alike, int most) {
        return open.size() < most || open.stream().filter(alike).count() < most;
    }
}

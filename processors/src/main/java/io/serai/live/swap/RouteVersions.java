package io.serai.live.swap;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.live.files.Definitions;
import io.serai.live.files.Entry;
import io.serai.live.files.RouteText;
import io.serai.live.swap.Draining.Retired;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.StatefulService;
import org.apache.camel.component.direct.DirectConsumer;
import org.apache.camel.component.jms.JmsConsumer;
import org.apache.camel.component.kamelet.KameletEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes of the gateway, file by file, and how the next version of a file takes over.
 *
 * <p>Only routes that differ are replaced. The first version of a route keeps its plain id, later ones are called
 * {@code chat@2}. Behind {@code direct:} the switch is one instant; a queue is read by both versions until the old one
 * has finished what it took; other consumers are stopped before their successors start. A running HTTP door is never
 * replaced: Tomcat would answer 404 in between.
 */
public final class RouteVersions {

    private static final Logger log = LoggerFactory.getLogger(RouteVersions.class);

    /** What an edit of a file came to. */
    public enum Outcome {
        IN_FORCE,
        RESTART_NEEDED
    }

    private record Running(JsonNode source, Entry entry, RouteDefinition definition) {}

    private record File(
            RouteText text, Map<String, Running> routes, List<RouteConfigurationDefinition> configurations) {

        Set<String> doors() {
            Set<String> doors = new HashSet<>();
            routes.forEach((id, running) -> {
                if (running.entry() == Entry.DOOR) {
                    doors.add(id);
                }
            });
            return doors;
        }
    }

    private final ModelCamelContext context;
    private final SwitchingDirect direct;
    private final Draining draining;
    private final ReentrantLock making;
    private final Map<String, File> files = new TreeMap<>();
    private final Map<String, Integer> counters = new HashMap<>();

    public RouteVersions(LiveParts parts) {
        this.context = parts.context();
        this.direct = parts.direct();
        this.draining = parts.draining();
        this.making = parts.making();
    }

    /** Gives Camel the first version of all files, before it starts. */
    public void begin(Collection<RouteText> texts) throws Exception {
        Map<RouteText, Definitions> read = new LinkedHashMap<>();
        for (RouteText text : texts) {
            Definitions definitions = Definitions.read(context, text);
            definitions.configurations().forEach(context::addRouteConfiguration);
            read.put(text, definitions);
        }
        for (Map.Entry<RouteText, Definitions> file : read.entrySet()) {
            List<RouteDefinition> routes = file.getValue().routes();
            Map<String, Running> running = new LinkedHashMap<>();
            for (RouteDefinition route : routes) {
                running.put(route.getId(), running(file.getKey(), route.getId(), route));
                counters.put(route.getId(), 1);
            }
            context.addRouteDefinitions(routes);
            files.put(
                    file.getKey().text().path(),
                    new File(file.getKey(), running, file.getValue().configurations()));
        }
    }

    private static Running running(RouteText text, String id, RouteDefinition definition) {
        JsonNode source = text.routes().get(id);
        if (source == null) {
            throw new IllegalStateException("Camel reads a route " + id + " that we do not");
        }
        Entry entry = Entry.of(source);
        // Who opens a door of his own can bear its closing for a moment; those that were shipped are never closed.
        boolean own = entry == Entry.DOOR && !text.text().shipped();
        return new Running(source, own ? Entry.ALONE : entry, definition);
    }

    /** Texts in force, by path. */
    public Map<String, RouteText> texts() {
        Map<String, RouteText> texts = new TreeMap<>();
        files.forEach((path, file) -> texts.put(path, file.text()));
        return texts;
    }

    /**
     * Puts a file in force, new or instead of its present version.
     *
     * @param again replace its routes even where their text is the same, because what they stand on has changed; its
     *     doors are left alone then
     * @throws Exception when Camel does not start it after all; everything is as it was then
     */
    public Outcome put(RouteText text, boolean again) throws Exception {
        File before = files.getOrDefault(text.text().path(), new File(text, Map.of(), List.of()));
        boolean shared = !before.routes().isEmpty() && !before.text().shared().equals(text.shared());
        Set<String> changed = new LinkedHashSet<>();
        text.routes().forEach((id, source) -> {
            Running old = before.routes().get(id);
            if (old == null || shared || again || !old.source().equals(source)) {
                changed.add(id);
            }
        });
        Set<String> replaced = new LinkedHashSet<>(before.routes().keySet());
        replaced.removeIf(id -> text.routes().containsKey(id) && !changed.contains(id));
        Set<String> doors = before.doors();
        boolean door = replaced.stream().anyMatch(doors::contains);
        if (door && !again) {
            return Outcome.RESTART_NEEDED;
        }
        if (door) {
            replaced.removeAll(doors);
            changed.retainAll(replaced);
        }
        swap(before, text, changed, replaced);
        return door ? Outcome.RESTART_NEEDED : Outcome.IN_FORCE;
    }

    private void swap(File before, RouteText text, Set<String> changed, Set<String> replaced) throws Exception {
        List<RouteConfigurationDefinition> all = context.getRouteConfigurationDefinitions();
        List<RouteConfigurationDefinition> keep = List.copyOf(all);
        List<RouteDefinition> next = new ArrayList<>();
        Map<String, Running> running = new LinkedHashMap<>(before.routes());
        running.keySet().removeAll(replaced);
        List<Consumer> stopped = new ArrayList<>();
        making.lock();
        try {
            direct.stage();
            Definitions definitions = Definitions.read(context, text);
            all.removeAll(before.configurations());
            definitions.configurations().forEach(context::addRouteConfiguration);
            for (RouteDefinition route : definitions.routes()) {
                String id = route.getId();
                if (changed.contains(id)) {
                    running.put(id, running(text, id, route));
                    route.setId(versioned(id));
                    if (!route.getId().equals(id)) {
                        succeed(route);
                    }
                    next.add(route);
                }
            }
            for (String id : replaced) {
                stopFirst(before.routes().get(id), stopped);
            }
            context.addRouteDefinitions(next);
            files.put(text.text().path(), new File(text, running, definitions.configurations()));
        } catch (Throwable e) {
            direct.rollback();
            draining.remove(next, List.of());
            all.clear();
            all.addAll(keep);
            for (Consumer consumer : stopped) {
                ServiceHelper.startService(consumer);
            }
            throw e;
        } finally {
            making.unlock();
        }
        try {
            retire(before, replaced);
        } finally {
            direct.rollback();
        }
    }

    /** The version before is in Camel's list for a while yet, and two may have neither an order nor a door in common. */
    private static void succeed(RouteDefinition route) {
        route.setStartupOrder(null);
        String uri = route.getInput().getEndpointUri();
        if (uri.startsWith("servlet:")) {
            // An option that neither of our bindings reads, so that Camel takes it for another endpoint of the same
            // path.
            int version = route.getId().lastIndexOf(RouteText.VERSION);
            route.getInput()
                    .setUri(uri + (uri.contains("?") ? "&" : "?") + "fileNameExtWhitelist=version"
                            + route.getId().substring(version + 1));
        }
    }

    private String versioned(String id) {
        int version = counters.merge(id, 1, Integer::sum);
        return version == 1 ? id : id + RouteText.VERSION + version;
    }

    private void stopFirst(@Nullable Running old, List<Consumer> stopped) {
        Consumer consumer = old == null || old.entry() != Entry.ALONE ? null : consumer(old);
        if (consumer != null && ServiceHelper.isStarted(consumer)) {
            ServiceHelper.stopService(consumer);
            stopped.add(consumer);
        }
    }

    /** The file is gone: a consumer that does not stop as it should must not keep the others alive. */
    private void stopOrWarn(Running old) {
        try {
            stopFirst(old, new ArrayList<>());
        } catch (Exception e) {
            log.warn("{} is gone, but did not stop as it should", old.definition().getId(), e);
        }
    }

    private @Nullable Consumer consumer(Running running) {
        Route route = context.getRoute(running.definition().getId());
        return route == null ? null : route.getConsumer();
    }

    /** Ends a file that is gone; its running doors stay until the next start. */
    public Outcome remove(String path) {
        File before = files.get(path);
        if (before == null) {
            return Outcome.IN_FORCE;
        }
        if (!before.doors().isEmpty()) {
            return Outcome.RESTART_NEEDED;
        }
        making.lock();
        try {
            files.remove(path);
            direct.stage();
            context.getRouteConfigurationDefinitions().removeAll(before.configurations());
            for (Running running : before.routes().values()) {
                stopOrWarn(running);
            }
            retire(before, before.routes().keySet());
        } finally {
            direct.rollback();
            making.unlock();
        }
        return Outcome.IN_FORCE;
    }

    private void retire(File before, Collection<String> replaced) {
        Set<String> givenUp = new HashSet<>();
        for (String id : replaced) {
            Running old = before.routes().get(id);
            if (old != null && consumer(old) instanceof DirectConsumer consumer) {
                givenUp.add(consumer.getEndpoint().getEndpointKey());
            }
        }
        Map<DirectConsumer, Drain> drains = direct.commit(givenUp);
        for (String id : replaced) {
            Running old = before.routes().get(id);
            if (old != null) {
                draining.add(new Retired(List.of(old.definition()), List.of(), dry(old, drains)));
                endSource(old);
            }
        }
    }

    /** A Kamelet that a route began with is a route of its own, which would run on when its reader has gone. */
    private void endSource(Running old) {
        Consumer consumer = consumer(old);
        if (consumer == null || !(consumer.getEndpoint() instanceof KameletEndpoint source) || isRead(source)) {
            return;
        }
        List.copyOf(context.getEndpointRegistry().entrySet()).stream()
                .filter(entry -> entry.getValue() == source)
                .forEach(entry -> context.getEndpointRegistry().remove(entry.getKey()));
        RouteDefinition instance = context.getRouteDefinition(source.getRouteId());
        if (instance != null) {
            draining.remove(List.of(instance), List.of());
        }
    }

    private boolean isRead(KameletEndpoint source) {
        return context.getRoutes().stream()
                .map(Route::getConsumer)
                .anyMatch(
                        reader -> reader != null && reader.getEndpoint() == source && ServiceHelper.isStarted(reader));
    }

    private BooleanSupplier dry(Running old, Map<DirectConsumer, Drain> drains) {
        Consumer consumer = consumer(old);
        Drain drain = consumer instanceof DirectConsumer line ? drains.get(line) : null;
        if (drain != null) {
            return drain::dry;
        }
        if (consumer != null && old.entry() == Entry.SHARED_QUEUE) {
            stopReading(old, consumer);
        }
        String routeId = old.definition().getId();
        return () -> (consumer == null || !ServiceHelper.isStarted(consumer) && consumerStopped(consumer))
                && context.getInflightRepository().size(routeId) == 0;
    }

    private static void stopReading(Running old, Consumer consumer) {
        if (consumer instanceof JmsConsumer jms) {
            // What it has received already it would throw away: without a transaction that message would be lost.
            try {
                jms.getListenerContainer().setAcceptMessagesWhileStopping(true);
            } catch (Exception e) {
                log.warn(
                        "{} reads on until the next restart: its listener is out of reach",
                        old.definition().getId(),
                        e);
                return;
            }
        }
        // Waits for the message it is at, which may take as long as a model thinks.
        Thread.ofVirtual()
                .name("serai-drain-" + old.definition().getId())
                .start(() -> ServiceHelper.stopService(consumer));
    }

    private static boolean consumerStopped(Consumer consumer) {
        return !(consumer instanceof StatefulService service)
                || service.getStatus().isStopped();
    }
}

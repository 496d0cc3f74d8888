package io.serai.live;

import io.serai.catalog.ConfigCheck;
import io.serai.catalog.ConfigReport;
import io.serai.catalog.ConfigState;
import io.serai.live.check.Trial;
import io.serai.live.files.EditRefused;
import io.serai.live.files.LiveFile;
import io.serai.live.files.LiveProperties;
import io.serai.live.files.Text;
import io.serai.live.files.WatchedFolder;
import io.serai.live.swap.Draining;
import io.serai.live.swap.LiveParts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns all routes and connectors: loads them at the start, and puts every good edit in force while calls go on.
 *
 * <p>A file is checked completely before the running context hears of it; a bad one changes nothing but the report
 * and one line in the log. Fails open: whatever happens to the files, what was in force stays in force.
 */
public final class LiveRoutes implements CamelContextConfiguration, ConfigReport, ConfigCheck, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LiveRoutes.class);

    /** A path without anything that leads elsewhere. */
    private static final Pattern NAME =
            Pattern.compile("(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)+[A-Za-z0-9_-][A-Za-z0-9._-]*");

    private final LiveProperties properties;
    private final Checks checks;
    private final Edits edits;
    private final Draining draining;
    private final LiveStatus status;
    private final WatchedFolder routes;
    private final WatchedFolder connectors;
    private final Map<LiveFile, WatchedFolder> liveFiles = new LinkedHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Set<String> systemRoutes = Set.of();
    private @Nullable Thread watcher;

    LiveRoutes(
            LiveProperties properties,
            LiveParts parts,
            Collection<LiveFile> liveFiles,
            InstantSource clock,
            ClassLoader packaged,
            Duration trialsWithin) {
        this.properties = properties;
        this.checks = new Checks(
                parts.direct(), parts.context(), new Trial(parts.context(), trialsWithin), properties.classesInFiles());
        this.status = new LiveStatus(clock);
        this.edits = new Edits(parts, checks, status);
        this.draining = parts.draining();
        this.routes = WatchedFolder.folder("routes", properties.routes(), ".camel.yaml", packaged);
        this.connectors = WatchedFolder.folder("connectors", properties.connectors(), ".kamelet.yaml", packaged);
        liveFiles.forEach(file -> this.liveFiles.put(file, WatchedFolder.file(file.path(), packaged)));
    }

    /** What is in force and what is not; tells the readiness check whether anything lacks. */
    public LiveConfig report() {
        return status.report();
    }

    @Override
    public List<ConfigState> files() {
        return report().files();
    }

    /** Counts the versions of files that came into force; what was said about one of them is old when it has grown. */
    public int edits() {
        return status.edits();
    }

    /** Ids of the routes that are read at the start only and have to run from then on. */
    public Set<String> systemRoutes() {
        return systemRoutes;
    }

    /** Puts in force now what has been edited, without waiting for the next looks. */
    public void refresh() {
        look();
        look();
    }

    @Override
    public Finding check(String file, byte[] text) {
        lock.lock();
        try {
            tryOut(file, text);
            return new Finding(file, null, null, null);
        } catch (EditRefused refusal) {
            return new Finding(file, refusal.line(), refusal.column(), refusal.reason());
        } catch (RuntimeException e) {
            log.error("{} could not be checked", file, e);
            return new Finding(file, null, null, "could not be checked: " + e);
        } finally {
            lock.unlock();
        }
    }

    private void tryOut(String file, byte[] text) throws EditRefused {
        if (NAME.matcher(file).matches() && file.startsWith("routes/") && file.endsWith(".camel.yaml")) {
            edits.tryRoute(routes.offered(file, text));
            return;
        }
        if (NAME.matcher(file).matches() && file.startsWith("connectors/") && file.endsWith(".kamelet.yaml")) {
            edits.tryConnector(connectors.offered(file, text));
            return;
        }
        for (LiveFile live : liveFiles.keySet()) {
            if (live.path().equals(file)) {
                live.check(text);
                return;
            }
        }
        throw new EditRefused("no such file is read: a route file is routes/….camel.yaml, a connector"
                + " connectors/….kamelet.yaml, others are "
                + liveFiles.keySet().stream().map(LiveFile::path).collect(Collectors.joining(", ")));
    }

    @Override
    public void beforeApplicationStart(CamelContext ignored) {
        try {
            begin();
        } catch (Exception e) {
            throw new IllegalStateException("The routes cannot be loaded: " + e.getMessage(), e);
        }
    }

    @Override
    public void afterApplicationStart(CamelContext ignored) {
        watcher = Thread.ofVirtual().name("serai-live").start(this::watch);
    }

    @Override
    public void close() {
        Thread running = watcher;
        if (running != null) {
            running.interrupt();
        }
    }

    private void watch() {
        try {
            while (!Thread.interrupted()) {
                Thread.sleep(properties.lookEvery());
                look();
            }
        } catch (InterruptedException e) {
            // The gateway stops.
        }
    }

    /** Loads everything that is good, before Camel starts. */
    void begin() throws Exception {
        warnIfMissing("routes", properties.routes());
        warnIfMissing("connectors", properties.connectors());
        lock.lock();
        try {
            liveFiles.forEach(this::beginWith);
            FirstLoad first = new FirstLoad(checks, routes, connectors);
            edits.begin(first);
            systemRoutes = first.systemRoutes();
            edits.doubt();
        } finally {
            lock.unlock();
        }
    }

    /** The folder of that name beside the jar may be missing; another one was asked for. */
    private static void warnIfMissing(String name, Path folder) {
        if (!folder.equals(Path.of(name)) && !Files.isDirectory(folder)) {
            log.warn("serai.{} names {}, which is no folder: the packaged {} run until it is", name, folder, name);
        }
    }

    private void beginWith(LiveFile file, WatchedFolder watched) {
        Collection<Text> found = watched.readAll().values();
        if (found.isEmpty()) {
            edits.missing(file);
        }
        found.forEach(text -> edits.live(file, text, text.packaged() ? null : watched.packaged(text.path())));
    }

    /** Looks once; what has changed and come to rest since the last look is put in force. */
    void look() {
        lock.lock();
        try {
            boolean applied = false;
            for (Map.Entry<String, @Nullable Text> change : connectors.look().entrySet()) {
                applied |= edits.connector(change.getKey(), change.getValue());
            }
            for (Map.Entry<LiveFile, WatchedFolder> file : liveFiles.entrySet()) {
                for (Text text : new ArrayList<>(file.getValue().look().values())) {
                    applied |= text != null && edits.live(file.getKey(), text, null);
                }
            }
            for (Map.Entry<String, @Nullable Text> change : routes.look().entrySet()) {
                applied |= edits.route(change.getKey(), change.getValue());
            }
            if (applied) {
                edits.again();
                edits.doubt();
            }
            draining.sweep();
        } catch (RuntimeException | Error e) {
            log.error("The live files could not be looked at; what is in force stays so", e);
        } finally {
            lock.unlock();
        }
    }
}

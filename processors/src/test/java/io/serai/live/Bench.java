package io.serai.live;

import io.serai.catalog.ConfigState;
import io.serai.live.check.Trial;
import io.serai.live.files.LiveFile;
import io.serai.live.files.LiveProperties;
import io.serai.live.files.RouteReview;
import io.serai.live.swap.Connectors;
import io.serai.live.swap.LiveParts;
import io.serai.live.swap.SwitchingDirect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;

/** A small gateway in a folder: live files, packaged defaults, a Camel context and nothing else. */
public final class Bench implements AutoCloseable {

    final Path folder;
    final DefaultCamelContext context = new DefaultCamelContext();
    final SwitchingDirect direct = new SwitchingDirect();
    final Connectors connectors = new Connectors();
    final LiveParts parts;
    private final LiveFile[] liveFiles;
    private @Nullable LiveRoutes started;
    private boolean classes;
    private Duration trialsWithin = Trial.WITHIN;
    final ProducerTemplate template;

    public Bench(Path folder, LiveFile... liveFiles) {
        this.folder = folder;
        this.liveFiles = liveFiles;
        context.disableJMX();
        context.setStreamCaching(false);
        context.getRegistry().bind("direct-component", direct);
        context.getRegistry().bind("kamelet-component", connectors);
        direct.setTimeout(300);
        parts = LiveParts.of(context, direct, connectors);
        template = context.createProducerTemplate();
    }

    public Bench bean(String name, Processor processor) {
        context.getRegistry().bind(name, processor);
        return this;
    }

    /** Files may name Java classes. */
    Bench classes() {
        classes = true;
        return this;
    }

    /** Trials of files have less time. */
    Bench trialsWithin(Duration limit) {
        trialsWithin = limit;
        return this;
    }

    public Bench review(RouteReview review) {
        context.getRegistry().bind("review", review);
        return this;
    }

    /** Writes as editors do: a new file moved over the old one. */
    public Bench write(String path, String content) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Path swap = Files.writeString(file.resolveSibling("." + file.getFileName() + ".swp"), content);
            Files.move(swap, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public Bench packaged(String path, String content) {
        return write("packaged/defaults/" + path, content);
    }

    public Bench delete(String path) throws IOException {
        Files.delete(folder.resolve(path));
        return this;
    }

    public Bench start() throws Exception {
        Path packaged = Files.createDirectories(folder.resolve("packaged"));
        LiveRoutes live = new LiveRoutes(
                new LiveProperties(
                        folder.resolve("routes"), folder.resolve("connectors"), classes, false, Duration.ofMillis(50)),
                parts,
                List.of(liveFiles),
                InstantSource.system(),
                new URLClassLoader(new URL[] {packaged.toUri().toURL()}, null),
                trialsWithin);
        started = live;
        live.begin();
        context.start();
        return this;
    }

    LiveRoutes live() {
        return Objects.requireNonNull(started, "start the bench first");
    }

    public ConfigState edit(String path, String content) {
        write(path, content);
        live().refresh();
        return report(path);
    }

    public ConfigState report(String path) {
        return find(path).orElseThrow(() -> new AssertionError(path + " is not in the report: " + live().report()));
    }

    Optional<ConfigState> find(String path) {
        return live().report().files().stream()
                .filter(file -> file.path().equals(path))
                .findFirst();
    }

    public String ask(String endpoint) {
        return template.requestBody(endpoint, "", String.class);
    }

    @Override
    public void close() throws IOException {
        if (started != null) {
            started.close();
        }
        context.close();
    }
}

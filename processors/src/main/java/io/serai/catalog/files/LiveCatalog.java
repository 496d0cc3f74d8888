package io.serai.catalog.files;

import io.serai.catalog.Catalog;
import io.serai.catalog.CatalogRefused;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalogue in force; a new one takes its place whole or not at all.
 *
 * <p>Take {@link #current} once a call and use that one throughout, so that a call sees one catalogue.
 */
public final class LiveCatalog {

    private static final Logger log = LoggerFactory.getLogger(LiveCatalog.class);

    private final UnaryOperator<@Nullable String> environment;
    private final List<Consumer<Catalog>> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock applying = new ReentrantLock();
    private volatile Catalog current;

    /**
     * Starts with a first catalogue; without one there is nothing to serve.
     *
     * @param environment looks up a variable named in a {@code ${NAME:default}}; null where it is not set
     * @param bytes       the text of a models.yaml, UTF-8
     * @param fileName    for messages, as people know the file
     * @throws CatalogRefused where the text is not a catalogue
     */
    public LiveCatalog(UnaryOperator<@Nullable String> environment, byte[] bytes, String fileName) {
        this.environment = environment;
        this.current = CatalogReader.read(bytes, fileName, environment);
    }

    public Catalog current() {
        return current;
    }

    /**
     * Puts another catalogue in force, with the environment as it is now, and tells the listeners.
     *
     * @param connectors those that a provider may name; none where they are not known yet
     * @throws CatalogRefused where the text is not a catalogue; the one before stays in force
     */
    public void apply(byte[] bytes, String fileName, Set<String> connectors) {
        applying.lock();
        try {
            Catalog next = CatalogReader.read(bytes, fileName, environment, connectors);
            current = next;
            listeners.forEach(listener -> tell(listener, next));
        } finally {
            applying.unlock();
        }
    }

    /**
     * Reads a text as {@link #apply} would, and puts nothing in force.
     *
     * @throws CatalogRefused where the text is not a catalogue
     */
    public void check(byte[] bytes, String fileName, Set<String> connectors) {
        CatalogReader.read(bytes, fileName, environment, connectors);
    }

    /** Has {@code listener} told of each catalogue after it came into force; what it throws is logged and hurts nobody. */
    public void onChange(Consumer<Catalog> listener) {
        listeners.add(listener);
    }

    private static void tell(Consumer<Catalog> listener, Catalog next) {
        try {
            listener.accept(next);
        } catch (RuntimeException e) {
            log.error("A listener failed on the new catalogue; the catalogue is in force all the same", e);
        }
    }
}

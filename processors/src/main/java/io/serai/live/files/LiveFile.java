package io.serai.live.files;

/**
 * A file other than a route or a connector that is watched and put in force while the gateway runs.
 *
 * <p>Each bean of this type is applied once before the routes start and again after every settled edit.
 */
public interface LiveFile {

    /** Path on disk, relative to the working directory or absolute, e.g. {@code config/models.yaml}. */
    String path();

    /** Whether something is in force before any file was applied, so that a bad one at the start takes nothing away. */
    default boolean hasDefault() {
        return false;
    }

    /**
     * Checks the content and puts nothing in force.
     *
     * @throws EditRefused when the content is bad
     */
    void check(byte[] content) throws EditRefused;

    /**
     * Checks the content and, only when all of it is good, puts it in force at once.
     *
     * @throws EditRefused when the content is bad; whatever was in force before must then still be in force
     */
    void apply(byte[] content) throws EditRefused;
}

package io.serai.live;

import io.serai.catalog.ConfigState;
import java.util.List;

/**
 * The state of every live file at one moment, in the order of their paths.
 *
 * @param complete whether every file that was shipped, and the catalogue, has some good version in force; a gateway that lacks
 *     one is not ready. A file of one's own that is refused takes nothing away
 */
public record LiveConfig(List<ConfigState> files, boolean complete) {

    public LiveConfig {
        files = List.copyOf(files);
    }

    /** Whether no file on disk is refused. */
    public boolean sound() {
        return files.stream().noneMatch(file -> file.state() == ConfigState.State.REFUSED);
    }
}

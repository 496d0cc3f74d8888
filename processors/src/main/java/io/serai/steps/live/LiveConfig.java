package io.serai.steps.live;

import io.serai.catalog.ConfigState;
import java.util.List;

/** The state of every live file at one moment, in the order of their paths. */
public record LiveConfig(List<ConfigState> files) {

    public LiveConfig {
        files = List.copyOf(files);
    }

    /** Whether every file has some good version in force; a gateway that lacks one is not ready. */
    public boolean complete() {
        return files.stream().noneMatch(file -> file.version() == 0);
    }

    /** Whether no file on disk is refused. */
    public boolean sound() {
        return files.stream().noneMatch(file -> file.state() == ConfigState.State.REFUSED);
    }
}

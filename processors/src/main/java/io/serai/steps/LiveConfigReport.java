package io.serai.steps;

import io.serai.catalog.ConfigReport;
import io.serai.catalog.ConfigState;
import io.serai.steps.live.ConfigFile;
import io.serai.steps.live.LiveRoutes;
import java.util.List;

/** The live loader's report in the words of the rooms that do not know Camel. */
final class LiveConfigReport implements ConfigReport {

    private final LiveRoutes live;

    LiveConfigReport(LiveRoutes live) {
        this.live = live;
    }

    @Override
    public List<ConfigState> files() {
        return live.report().files().stream().map(LiveConfigReport::state).toList();
    }

    private static ConfigState state(ConfigFile file) {
        ConfigState.State state = switch (file.state()) {
            case IN_FORCE -> ConfigState.State.IN_FORCE;
            case REFUSED -> ConfigState.State.REFUSED;
            case DEFAULT -> ConfigState.State.DEFAULT;
            case RESTART_NEEDED -> ConfigState.State.RESTART_NEEDED;
        };
        return new ConfigState(
                file.path(), state, file.version(), file.line(), file.column(), file.reason(), file.since());
    }
}

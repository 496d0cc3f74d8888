package io.serai.admin;

import io.serai.admin.web.Answer;
import io.serai.admin.web.Query;
import io.serai.catalog.ConfigReport;
import io.serai.catalog.ConfigState;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the gateway stands: its live files. */
@RestController
class StateController {

    private final ConfigReport config;

    StateController(ConfigReport config) {
        this.config = config;
    }

    /** @param sound whether no file on disk is refused */
    private record ConfigView(boolean sound, List<FileView> files) {}

    private record FileView(
            String path,
            String state,
            int version,
            @Nullable Integer line,
            @Nullable Integer column,
            @Nullable String reason,
            Instant since) {

        static FileView of(ConfigState file) {
            return new FileView(
                    file.path(),
                    file.state().label(),
                    file.version(),
                    file.line(),
                    file.column(),
                    file.reason(),
                    file.since());
        }
    }

    @GetMapping("/admin/v1/config")
    ResponseEntity<byte[]> config(HttpServletRequest request) {
        Query.none(request);
        List<ConfigState> files = config.files();
        boolean sound = files.stream().noneMatch(file -> file.state() == ConfigState.State.REFUSED);
        return Answer.ok(new ConfigView(sound, files.stream().map(FileView::of).toList()));
    }
}

package io.serai.admin;

import io.serai.admin.web.Answer;
import io.serai.admin.web.Query;
import io.serai.catalog.ConfigReport;
import io.serai.catalog.ConfigState;
import io.serai.routing.DeploymentHealth;
import io.serai.routing.HealthView;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the gateway stands: its live files and the deployments it asks. */
@RestController
class StateController {

    private final ConfigReport config;
    private final HealthView health;
    private final InstantSource clock;

    StateController(ConfigReport config, HealthView health, InstantSource clock) {
        this.config = config;
        this.health = health;
        this.clock = clock;
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

    /** Figures without samples are null. */
    private record DeploymentView(
            String deployment,
            @Nullable Long firstTokenMs,
            int firstTokenSamples,
            @Nullable Double tokensPerSecond,
            int rateSamples,
            int failures,
            @Nullable String lastFailure,
            boolean breakerOpen,
            @Nullable Instant breakerUntil,
            boolean coolingOff,
            @Nullable Instant outUntil,
            Instant updated) {

        static DeploymentView of(DeploymentHealth health, Instant now) {
            boolean open = health.breakerOpen(now);
            boolean out = health.coolingOff(now);
            return new DeploymentView(
                    health.deployment(),
                    health.firstTokenSamples() == 0 ? null : Math.round(health.firstTokenMs()),
                    health.firstTokenSamples(),
                    health.rateSamples() == 0 ? null : Math.round(health.tokensPerSecond() * 10) / 10.0,
                    health.rateSamples(),
                    health.failures(),
                    health.lastFailure() == null
                            ? null
                            : health.lastFailure().name().toLowerCase(Locale.ROOT),
                    open,
                    open ? health.breakerUntil() : null,
                    out,
                    out ? health.outUntil() : null,
                    health.updated());
        }
    }

    @GetMapping("/admin/v1/config")
    ResponseEntity<byte[]> config(HttpServletRequest request) {
        Query.none(request);
        List<ConfigState> files = config.files();
        boolean sound = files.stream().noneMatch(file -> file.state() == ConfigState.State.REFUSED);
        return Answer.ok(new ConfigView(sound, files.stream().map(FileView::of).toList()));
    }

    @GetMapping("/admin/v1/health/providers")
    ResponseEntity<byte[]> providers(HttpServletRequest request) {
        Query.none(request);
        Instant now = clock.instant();
        return Answer.ok(new Answer.Listed<>(
                health.all().stream().map(each -> DeploymentView.of(each, now)).toList()));
    }
}

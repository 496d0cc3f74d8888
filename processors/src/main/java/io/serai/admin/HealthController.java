package io.serai.admin;

import io.serai.admin.web.AdminErrors;
import io.serai.admin.web.Answer;
import io.serai.admin.web.JsonBody;
import io.serai.admin.web.Query;
import io.serai.call.ProviderFailure;
import io.serai.catalog.Model;
import io.serai.catalog.files.LiveCatalog;
import io.serai.doors.http.body.Bodies;
import io.serai.routing.DeploymentHealth;
import io.serai.routing.HealthView;
import io.serai.routing.health.LastFailure;
import io.serai.routing.health.Latencies;
import io.serai.routing.health.TakenOut;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How deployments do, and which of them a person takes out. */
@RestController
@RequestMapping("/admin/v1/health/providers")
class HealthController {

    private static final int LONGEST_REASON = 200;
    private static final Duration LONGEST = Duration.ofDays(366);

    private final HealthView health;
    private final LiveCatalog catalog;
    private final Bodies bodies;
    private final InstantSource clock;

    HealthController(HealthView health, LiveCatalog catalog, Bodies bodies, InstantSource clock) {
        this.health = health;
        this.catalog = catalog;
        this.bodies = bodies;
        this.clock = clock;
    }

    private record LatencyView(int p50, int p95, int p99, int samples) {

        static @Nullable LatencyView of(Latencies known) {
            return known.samples() == 0
                    ? null
                    : new LatencyView(known.p50(), known.p95(), known.p99(), known.samples());
        }
    }

    private record FailureView(String kind, int status, String detail, Instant at) {

        static @Nullable FailureView of(@Nullable LastFailure last) {
            return last == null ? null : new FailureView(label(last.kind()), last.status(), last.words(), last.at());
        }
    }

    private record TakenOutView(
            String reason, Instant since, @Nullable Instant until) {

        static @Nullable TakenOutView of(@Nullable TakenOut out) {
            return out == null ? null : new TakenOutView(out.reason(), out.since(), out.until());
        }
    }

    /** Figures without samples are null. */
    private record DeploymentView(
            String deployment,
            @Nullable Long firstTokenMs,
            int firstTokenSamples,
            @Nullable Double tokensPerSecond,
            int rateSamples,
            @Nullable LatencyView firstTokenLatency,
            @Nullable LatencyView wholeLatency,
            @Nullable Double errorRate,
            int attempts,
            int failures,
            @Nullable String lastFailure,
            @Nullable FailureView last,
            boolean onProbation,
            boolean breakerOpen,
            @Nullable Instant breakerUntil,
            boolean coolingOff,
            @Nullable Instant outUntil,
            @Nullable String outReason,
            @Nullable TakenOutView takenOut,
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
                    LatencyView.of(health.firstTokens()),
                    LatencyView.of(health.wholes()),
                    health.recent().count() == 0
                            ? null
                            : Math.round(health.recent().errorRate() * 1_000) / 1_000.0,
                    health.recent().count(),
                    health.failures(),
                    health.lastFailure() == null ? null : label(health.lastFailure()),
                    FailureView.of(health.last()),
                    health.onProbation(),
                    open,
                    open ? health.breakerUntil() : null,
                    out,
                    out ? health.outUntil() : null,
                    out && health.outFor() != null ? label(health.outFor()) : null,
                    TakenOutView.of(health.takenOut(now)),
                    health.updated());
        }
    }

    private static String label(ProviderFailure.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @GetMapping
    ResponseEntity<byte[]> providers(HttpServletRequest request) {
        Query.none(request);
        Instant now = clock.instant();
        return Answer.ok(new Answer.Listed<>(
                health.all().stream().map(each -> DeploymentView.of(each, now)).toList()));
    }

    @PostMapping(path = "/out", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> takeOut(HttpServletRequest request) {
        Query.none(request);
        JsonBody body = JsonBody.read(request, bodies, "deployment", "reason", "for");
        String deployment = known(body.text("deployment"));
        String reason = reason(body.text("reason"));
        Duration lasts = duration(body.optionalText("for"));
        Instant now = clock.instant();
        health.takeOut(deployment, new TakenOut(reason, now, lasts == null ? null : now.plus(lasts)));
        Audit.deployment("taken out", deployment, reason + (lasts == null ? "" : " (for " + lasts + ")"), request);
        return view(deployment, now);
    }

    @PostMapping(path = "/in", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> putBack(HttpServletRequest request) {
        Query.none(request);
        String deployment = known(JsonBody.read(request, bodies, "deployment").text("deployment"));
        health.putBack(deployment);
        Audit.deployment("put back", deployment, "", request);
        return view(deployment, clock.instant());
    }

    private ResponseEntity<byte[]> view(String deployment, Instant now) {
        DeploymentHealth known = health.of(deployment);
        if (known == null) {
            throw new IllegalStateException(deployment + " was forgotten as it was changed");
        }
        return Answer.ok(DeploymentView.of(known, now));
    }

    /** A model of the catalogue by its deployment or its name, or what was asked before. */
    private String known(String name) {
        Model model = catalog.current().find(name);
        if (model != null) {
            return model.deployment();
        }
        if (health.of(name) == null) {
            throw AdminErrors.noSuchDeployment(name);
        }
        return name;
    }

    private static String reason(String given) {
        String reason = given.strip();
        if (reason.isEmpty()
                || reason.length() > LONGEST_REASON
                || reason.chars().anyMatch(Character::isISOControl)) {
            throw AdminErrors.wrongValue(
                    "reason", given, "It must be a line of 1 to " + LONGEST_REASON + " characters.");
        }
        return reason;
    }

    private static @Nullable Duration duration(@Nullable String given) {
        if (given == null) {
            return null;
        }
        try {
            Duration lasts = DurationStyle.detectAndParse(given);
            if (lasts.isPositive() && lasts.compareTo(LONGEST) <= 0) {
                return lasts;
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // told below
        }
        throw AdminErrors.wrongValue("for", given, "It must be a time such as 90s, 30m, 2h or 7d, at most 366d.");
    }
}

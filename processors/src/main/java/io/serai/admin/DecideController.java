package io.serai.admin;

import io.serai.admin.web.AdminErrors;
import io.serai.admin.web.Answer;
import io.serai.admin.web.Query;
import io.serai.call.Caller;
import io.serai.call.Candidate;
import io.serai.call.Decision;
import io.serai.call.GatewayError;
import io.serai.call.Preference;
import io.serai.call.Refusal;
import io.serai.call.Task;
import io.serai.chat.Feature;
import io.serai.doors.Door;
import io.serai.doors.http.body.Bodies;
import io.serai.doors.http.body.Body;
import io.serai.keys.Keyring;
import io.serai.keys.VirtualKey;
import io.serai.routing.DryRun;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Dry runs: who would be asked for a request, in which order and why, without asking anybody. */
@RestController
class DecideController {

    private static final Caller ADMIN = new Caller("admin", "admin", null, null, List.of());

    private final DryRun dryRun;
    private final Door door;
    private final Keyring keyring;
    private final InstantSource clock;
    private final Bodies bodies;

    DecideController(DryRun dryRun, Door door, Keyring keyring, InstantSource clock, Bodies bodies) {
        this.dryRun = dryRun;
        this.door = door;
        this.keyring = keyring;
        this.clock = clock;
        this.bodies = bodies;
    }

    private record View(
            TaskView task, PreferenceView preference, List<CandidateView> candidates, List<RejectedView> rejected) {}

    private record RefusedView(TaskView task, RefusalView refusal) {}

    private record RefusalView(String rule, int status, String code, String message) {

        static RefusalView of(GatewayError.RefusedByRule error) {
            return new RefusalView(error.rule(), error.status(), error.code(), error.message());
        }
    }

    private record TaskView(
            String type,
            boolean given,
            int promptTokens,
            int outputTokens,
            List<String> needs,
            int hour,
            String weekday,
            boolean peakHours,
            Map<String, String> tags) {

        static TaskView of(Task task) {
            return new TaskView(
                    task.type(),
                    task.given(),
                    task.promptTokens(),
                    task.outputTokens(),
                    task.needs().stream().sorted().map(Feature::label).toList(),
                    task.hour(),
                    task.weekday().name().toLowerCase(Locale.ROOT),
                    task.peakHours(),
                    new TreeMap<>(task.tags()));
        }
    }

    private record PreferenceView(
            String rule,
            String profile,
            @Nullable Double minQuality,
            @Nullable String maxCost,
            @Nullable Long maxLatencyMs,
            List<String> models,
            List<String> providers) {

        static PreferenceView of(Preference preference) {
            return new PreferenceView(
                    preference.rule(),
                    preference.profile().label(),
                    preference.minQuality(),
                    preference.maxCost() == null ? null : preference.maxCost().toString(),
                    preference.maxLatency() == null
                            ? null
                            : preference.maxLatency().toMillis(),
                    preference.models(),
                    preference.providers());
        }
    }

    private record CandidateView(
            String model,
            String provider,
            String upstream,
            String deployment,
            String estimatedCost,
            boolean listed,
            String why) {

        static CandidateView of(Candidate candidate) {
            return new CandidateView(
                    candidate.model(),
                    candidate.provider(),
                    candidate.upstream(),
                    candidate.deployment(),
                    candidate.estimate().toString(),
                    candidate.listed(),
                    candidate.why());
        }
    }

    private record RejectedView(String model, String provider, String reason, boolean passing) {

        static RejectedView of(Decision.Rejected rejected) {
            return new RejectedView(rejected.model(), rejected.provider(), rejected.reason(), rejected.passing());
        }
    }

    @PostMapping(path = "/admin/v1/decide", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> decide(HttpServletRequest request) {
        String keyId = new Query(request, "key").text("key");
        Caller caller = keyId == null ? ADMIN : holder(keyId);
        try (Body body = bodies.open(request)) {
            return decided(dryRun.rehearse(
                    door.read(body.read()), caller, request.getHeader("x-serai-task"), request::getHeader));
        }
    }

    private static ResponseEntity<byte[]> decided(DryRun.Rehearsal rehearsal) {
        TaskView task = TaskView.of(rehearsal.task());
        return switch (rehearsal.result()) {
            case DryRun.Refused refused -> Answer.ok(new RefusedView(task, RefusalView.of(refused.error())));
            case DryRun.Decided decided -> {
                Decision decision = decided.decision();
                yield Answer.ok(new View(
                        task,
                        PreferenceView.of(decision.preference()),
                        decision.candidates().stream().map(CandidateView::of).toList(),
                        decision.rejected().stream().map(RejectedView::of).toList()));
            }
        };
    }

    private Caller holder(String id) {
        VirtualKey key = keyring.list().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> AdminErrors.noSuchKey(id));
        Instant end = key.expiresAt();
        if (key.disabledAt() != null || end != null && !clock.instant().isBefore(end)) {
            throw new Refusal(new GatewayError.Unauthenticated("A live call with key '" + id + "' is refused: it is "
                    + (key.disabledAt() != null ? "disabled." : "expired since " + end + ".")));
        }
        return new Caller(key.id(), key.name(), key.team(), key.project(), key.models());
    }
}

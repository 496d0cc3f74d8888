package io.serai.admin;

import io.serai.admin.web.Answer;
import io.serai.admin.web.Query;
import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.catalog.ConfigCheck;
import io.serai.catalog.ConfigCheck.Finding;
import io.serai.doors.http.body.Bodies;
import io.serai.doors.http.body.Body;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells what would become of an edit of a live file, without making it. */
@RestController
@ConditionalOnProperty("serai.check-by-http")
class CheckController {

    private final ConfigCheck check;
    private final Bodies bodies;

    CheckController(ConfigCheck check, Bodies bodies) {
        this.check = check;
        this.bodies = bodies;
    }

    private record View(
            String file,
            boolean good,
            @Nullable Integer line,
            @Nullable Integer column,
            @Nullable String reason) {}

    @PostMapping(
            path = "/admin/v1/config/check",
            consumes = {"application/yaml", "application/x-yaml", "text/yaml", "text/plain"})
    ResponseEntity<byte[]> check(HttpServletRequest request) {
        String file = new Query(request, "file").text("file");
        if (file == null) {
            throw new Refusal(new GatewayError.Invalid(
                    "Say under which name the text would be saved, as in ?file=routes/my-flow.camel.yaml.",
                    "file",
                    "missing_required_parameter"));
        }
        try (Body body = bodies.open(request)) {
            Finding finding = check.check(file, body.read());
            return Answer.ok(
                    new View(finding.file(), finding.good(), finding.line(), finding.column(), finding.reason()));
        }
    }
}

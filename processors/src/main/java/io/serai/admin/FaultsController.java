package io.serai.admin;

import io.serai.admin.web.AdminErrors;
import io.serai.admin.web.Answer;
import io.serai.admin.web.JsonBody;
import io.serai.admin.web.Query;
import io.serai.catalog.Model;
import io.serai.catalog.files.LiveCatalog;
import io.serai.doors.http.body.Bodies;
import io.serai.simulator.fault.BadScript;
import io.serai.simulator.fault.FaultPlans;
import io.serai.simulator.fault.FaultScript;
import io.serai.simulator.question.SimulatedModel;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Rehearsals: faults that the simulator's models play, on this node and until they are ended. */
@RestController
@RequestMapping("/admin/v1/simulator/faults")
class FaultsController {

    private final FaultPlans plans;
    private final LiveCatalog catalog;
    private final Bodies bodies;

    FaultsController(FaultPlans plans, LiveCatalog catalog, Bodies bodies) {
        this.plans = plans;
        this.catalog = catalog;
        this.bodies = bodies;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> play(HttpServletRequest request) {
        Query.none(request);
        JsonBody body = JsonBody.read(request, bodies, "model", "script");
        String model = simulated(body.text("model"));
        String script = body.text("script");
        try {
            return Answer.json(201, plans.play(model, FaultScript.parse(script)));
        } catch (BadScript e) {
            throw AdminErrors.wrongValue("script", script, e.message());
        }
    }

    @GetMapping
    ResponseEntity<byte[]> list(HttpServletRequest request) {
        Query.none(request);
        return Answer.ok(new Answer.Listed<>(plans.inForce()));
    }

    /** Ends what one model plays, or where none is named what all play. */
    @DeleteMapping
    ResponseEntity<byte[]> end(HttpServletRequest request) {
        String named = new Query(request, "model").text("model");
        List<FaultPlans.Rehearsal> ended = plans.inForce();
        if (named != null) {
            String model = simulated(named);
            ended = ended.stream().filter(each -> each.model().equals(model)).toList();
        }
        ended.forEach(each -> plans.end(each.model()));
        return Answer.ok(new Answer.Listed<>(ended));
    }

    /** The simulator's own name of a model, as the catalogue or a caller names it. */
    private String simulated(String name) {
        Model listed = catalog.current().find(name);
        String own = listed != null && listed.provider().simulated()
                ? listed.upstream()
                : name.startsWith("simulator/") ? name.substring("simulator/".length()) : name;
        if (listed != null && !listed.provider().simulated() || SimulatedModel.named(own) == null) {
            throw AdminErrors.wrongValue(
                    "model",
                    name,
                    "Faults are played by the simulator's models alone: "
                            + Arrays.stream(SimulatedModel.values())
                                    .map(SimulatedModel::label)
                                    .collect(Collectors.joining(", "))
                            + ".");
        }
        return own;
    }
}

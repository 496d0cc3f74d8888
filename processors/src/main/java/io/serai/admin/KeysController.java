package io.serai.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.serai.admin.web.AdminErrors;
import io.serai.admin.web.Answer;
import io.serai.admin.web.JsonBody;
import io.serai.admin.web.Query;
import io.serai.doors.http.body.Bodies;
import io.serai.keys.IssuedKey;
import io.serai.keys.Keyring;
import io.serai.keys.NewKey;
import io.serai.keys.VirtualKey;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Virtual keys: issue, look, disable, enable, delete. */
@RestController
@RequestMapping("/admin/v1/keys")
class KeysController {

    private final Keyring keyring;
    private final Bodies bodies;

    KeysController(Keyring keyring, Bodies bodies) {
        this.keyring = keyring;
        this.bodies = bodies;
    }

    /** @param key the key itself: in the answer that issues it and never again */
    private record KeyView(
            String id,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String key,

            String name,
            String hint,
            @Nullable String team,
            @Nullable String project,
            List<String> models,
            Instant createdAt,
            @Nullable Instant expiresAt,
            boolean disabled,
            @Nullable Instant disabledAt) {

        static KeyView of(VirtualKey key) {
            return of(key, null);
        }

        static KeyView of(VirtualKey key, @Nullable String raw) {
            return new KeyView(
                    key.id(),
                    raw,
                    key.name(),
                    key.hint(),
                    key.team(),
                    key.project(),
                    key.models(),
                    key.createdAt(),
                    key.expiresAt(),
                    key.disabledAt() != null,
                    key.disabledAt());
        }
    }

    private record Deleted(String id, boolean deleted) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> issue(HttpServletRequest request) {
        Query.none(request);
        JsonBody body = JsonBody.read(request, bodies, "name", "team", "project", "models", "expires_at");
        IssuedKey issued = keyring.issue(new NewKey(
                body.text("name"),
                body.optionalText("team"),
                body.optionalText("project"),
                body.texts("models"),
                body.instant("expires_at")));
        Audit.changed("issued", issued.key(), request);
        return Answer.json(201, KeyView.of(issued.key(), issued.raw()));
    }

    @GetMapping
    ResponseEntity<byte[]> list(HttpServletRequest request) {
        Query.none(request);
        return Answer.ok(
                new Answer.Listed<>(keyring.list().stream().map(KeyView::of).toList()));
    }

    @GetMapping("/{id}")
    ResponseEntity<byte[]> one(@PathVariable("id") String id, HttpServletRequest request) {
        Query.none(request);
        return Answer.ok(KeyView.of(held(id)));
    }

    @PostMapping("/{id}/disable")
    ResponseEntity<byte[]> disable(@PathVariable("id") String id, HttpServletRequest request) {
        Query.none(request);
        return changed(id, true, request);
    }

    @PostMapping("/{id}/enable")
    ResponseEntity<byte[]> enable(@PathVariable("id") String id, HttpServletRequest request) {
        Query.none(request);
        return changed(id, false, request);
    }

    @PatchMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> change(@PathVariable("id") String id, HttpServletRequest request) {
        Query.none(request);
        boolean disabled = JsonBody.read(request, bodies, "disabled").flag("disabled");
        return changed(id, disabled, request);
    }

    @DeleteMapping("/{id}")
    ResponseEntity<byte[]> delete(@PathVariable("id") String id, HttpServletRequest request) {
        Query.none(request);
        VirtualKey key = held(id);
        if (!keyring.delete(id)) {
            throw AdminErrors.noSuchKey(id);
        }
        Audit.changed("deleted", key, request);
        return Answer.ok(new Deleted(id, true));
    }

    private ResponseEntity<byte[]> changed(String id, boolean disable, HttpServletRequest request) {
        VirtualKey key =
                (disable ? keyring.disable(id) : keyring.enable(id)).orElseThrow(() -> AdminErrors.noSuchKey(id));
        Audit.changed(disable ? "disabled" : "enabled", key, request);
        return Answer.ok(KeyView.of(key));
    }

    private VirtualKey held(String id) {
        return keyring.list().stream()
                .filter(key -> key.id().equals(id))
                .findFirst()
                .orElseThrow(() -> AdminErrors.noSuchKey(id));
    }
}

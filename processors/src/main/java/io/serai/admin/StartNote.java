package io.serai.admin;

import io.serai.catalog.ConfigReport;
import io.serai.catalog.ConfigState;
import io.serai.doors.queue.BrokerProperties;
import io.serai.keys.FirstStart;
import io.serai.keys.KeyProperties;
import java.io.PrintStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * Prints where the gateway is and how to ask it, once it is up, and what it still lacks to be ready.
 *
 * <p>To standard output and not to the log, because it may hold keys, which are printed at the start that made them and never
 * again.
 */
final class StartNote {

    private static final String BODY =
            " -H 'Content-Type: application/json' -d '{\"model\": \"auto\", \"messages\": [{\"role\": \"user\","
                    + " \"content\": \"Where is my parcel?\"}]}'";

    private final ServerProperties server;
    private final BrokerProperties broker;
    private final KeyProperties keys;
    private final FirstStart made;
    private final ConfigReport config;
    private final HealthIndicator health;
    private final PrintStream out;
    private volatile boolean stopping;

    StartNote(
            ServerProperties server,
            BrokerProperties broker,
            KeyProperties keys,
            FirstStart made,
            ConfigReport config,
            HealthIndicator health,
            PrintStream out) {
        this.server = server;
        this.broker = broker;
        this.keys = keys;
        this.made = made;
        this.config = config;
        this.health = health;
        this.out = out;
    }

    @EventListener
    void stopping(ContextClosedEvent event) {
        stopping = true;
    }

    /** Says nothing, and makes no key, where the gateway was told to stop while it started. */
    @EventListener
    void ready(ApplicationReadyEvent event) {
        if (stopping || isProcessStopping()) {
            return;
        }
        String port = event.getApplicationContext().getEnvironment().getRequiredProperty("local.server.port");
        // In one piece, so that no line of the log comes between.
        out.print(text(Integer.parseInt(port)));
        out.flush();
    }

    /** A process that stops takes no more hooks; the context hears of it only when it has started. */
    private static boolean isProcessStopping() {
        Thread hook = new Thread();
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            return !Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return true;
        }
    }

    String text(int port) {
        String address = (server.getSsl() != null && server.getSsl().isEnabled() ? "https://" : "http://")
                + host(server.getAddress()) + ":" + port;
        String adminKey = made.takeAdminKey();
        String virtualKey = made.takeVirtualKey();
        StringBuilder note = new StringBuilder();
        List<String> missing = missing();
        List<String> refused = missing.isEmpty() ? refused() : List.of();
        String where = " at " + address + " (" + queues() + ")";
        if (missing.isEmpty()) {
            line(note, "Serai is ready" + where);
        } else {
            line(note, "Serai is up" + where + ", but not ready until this is fixed:");
            missing.forEach(each -> line(note, "  " + each));
        }
        if (!refused.isEmpty()) {
            line(note, "Not in force until this is fixed:");
            refused.forEach(each -> line(note, "  " + each));
        }
        if (adminKey != null) {
            line(note, "  admin key    " + adminKey + "    shown this once, kept only as a hash");
        } else if (keys.adminKey() != null) {
            line(note, "  admin key    the one that SERAI_ADMIN_KEY sets");
        }
        if (virtualKey != null) {
            line(note, "  virtual key  " + virtualKey + "    shown this once, kept only as a hash");
        }
        line(note, "Try it" + (virtualKey == null ? " with a virtual key in $KEY:" : ":"));
        String bearer =
                virtualKey == null ? "\"Authorization: Bearer $KEY\"" : "'Authorization: Bearer " + virtualKey + "'";
        line(note, "  curl -s " + address + "/v1/chat/completions -H " + bearer + BODY);
        if (virtualKey == null) {
            line(note, "Issue one with the admin key in $ADMIN:");
            line(
                    note,
                    "  curl -s " + address + "/admin/v1/keys -H \"Authorization: Bearer $ADMIN\""
                            + " -H 'Content-Type: application/json' -d '{\"name\": \"my key\"}'");
        }
        return note.toString();
    }

    private static void line(StringBuilder note, String line) {
        note.append(line).append(System.lineSeparator());
    }

    /** What keeps the gateway from being ready. */
    private List<String> missing() {
        Health now = health.health();
        if (now.getStatus().equals(Status.UP)) {
            return List.of();
        }
        List<String> missing = refused();
        if (missing.isEmpty()) {
            now.getDetails().forEach((what, how) -> {
                if (how instanceof String) {
                    missing.add(what + ": " + how);
                }
            });
        }
        return missing;
    }

    /** Files of which no version is in force. */
    private List<String> refused() {
        return config.files().stream()
                .filter(file -> file.version() == 0)
                .map(file -> file.path() + place(file) + ": " + file.reason())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static String place(ConfigState file) {
        return file.line() == null
                ? ""
                : " line " + file.line() + (file.column() == null ? "" : ", column " + file.column());
    }

    private String queues() {
        if (broker.external()) {
            return "queues at " + withoutSecrets(broker.url());
        }
        return broker.port() == 0
                ? "queues within this process only"
                : "queues at " + broker.host() + ":" + broker.port() + ", a virtual key is the password";
    }

    /** A broker's address may carry a login, before the host or in the query. */
    private static String withoutSecrets(String url) {
        int query = url.indexOf('?');
        String plain = query < 0 ? url : url.substring(0, query);
        int login = plain.indexOf('@');
        int scheme = plain.indexOf("://");
        return login < 0 ? plain : (scheme < 0 ? "" : plain.substring(0, scheme + 3)) + plain.substring(login + 1);
    }

    /** Where a caller on this machine reaches the server. */
    private static String host(@Nullable InetAddress address) {
        if (address == null || address.isAnyLocalAddress()) {
            return "127.0.0.1";
        }
        String text = address.getHostAddress();
        return text.contains(":") ? "[" + text + "]" : text;
    }
}

package io.serai.e2e.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.e2e.AlertListener;
import io.serai.e2e.GatewayProcess;
import io.serai.e2e.provider.AnthropicStandIn;
import io.serai.e2e.provider.GeminiStandIn;
import io.serai.e2e.provider.OpenAiStandIn;
import io.serai.e2e.provider.Received;
import io.serai.e2e.provider.StandIn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A gateway in a process of its own between stand-ins of three vendors and callers, with a catalogue of its own. */
final class FaultLab implements AutoCloseable {

    private final Map<Vendor, StandIn> standIns = new EnumMap<>(Vendor.class);
    private final AlertListener alerts = AlertListener.start();
    private final Socket nobody = new Socket();
    private final GatewayProcess gateway;
    private final Client client;
    private final Instant from = Instant.now();

    /** A model of the catalogue, at a provider's by its name. */
    record Listed(String model, Vendor vendor, String provider, int window) {
        Listed(String model, Vendor vendor) {
            this(model, vendor, vendor.provider(), 128_000);
        }
    }

    /** Starts everything and waits until the gateway is ready. */
    FaultLab(Path folder, Collection<Listed> models, List<String> settings) throws IOException {
        standIns.put(Vendor.OPENAI, OpenAiStandIn.start());
        standIns.put(Vendor.ANTHROPIC, AnthropicStandIn.start());
        standIns.put(Vendor.GEMINI, GeminiStandIn.start());
        // Bound without listening: connections are refused, and no other test gets the port.
        nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        int gone = nobody.getLocalPort();
        List<String> all = new ArrayList<>();
        StringBuilder catalog = new StringBuilder("""
                default-price:
                  per-million: {input: 3.00, output: 15.00}
                providers:
                """);
        standIns.forEach((vendor, standIn) -> {
            String variable = "KEY_OF_" + vendor.name();
            String key = "${" + variable + ":}"; // a file may hold no key
            all.add("--" + variable + "=" + standIn.key());
            catalog.append(vendor.yaml(vendor.provider(), standIn.baseUrl(), key));
            String nowhere = standIn.baseUrl().replace(":" + standIn.port(), ":" + gone);
            catalog.append(vendor.yaml(vendor.gone(), nowhere, key));
        });
        catalog.append("models:\n");
        for (Listed each : models) {
            catalog.append(each.vendor().modelYaml(each.model(), each.provider(), each.window()));
            at(each.vendor()).knows(each.model());
        }
        Path file = folder.resolve("models.yaml");
        Files.writeString(file, catalog);
        all.addAll(List.of("--serai.models=" + file, "--serai.alerts.webhook=" + alerts.url()));
        all.addAll(settings);
        gateway = new GatewayProcess(folder, all);
        gateway.startAndAwaitReady();
        JsonNode config = gateway.admin("GET", "/admin/v1/config", "");
        for (JsonNode each : config.path("files")) {
            if (each.path("state").asText().equals("refused")) {
                throw new IllegalStateException(each.toString());
            }
        }
        client = new Client(gateway.url(""), gateway.issueKey());
    }

    StandIn at(Vendor vendor) {
        StandIn standIn = standIns.get(vendor);
        if (standIn == null) {
            throw new IllegalStateException("no stand-in of " + vendor);
        }
        return standIn;
    }

    Heard ask(String body, Duration patience, List<String> headers) throws InterruptedException {
        return client.ask(body, patience, headers);
    }

    /** What a model was asked, in order. */
    List<Received> asked(Vendor vendor, String model) {
        return at(vendor).received().stream()
                .filter(each -> model.equals(each.model()))
                .toList();
    }

    /** The ledger's lines of a task. */
    List<JsonNode> records(String task) {
        return page("&task=" + task);
    }

    /** All lines of the ledger. */
    List<JsonNode> records() {
        return page("");
    }

    private List<JsonNode> page(String filter) {
        List<JsonNode> records = new ArrayList<>();
        String window = "?limit=1000&from=" + from + "&to=" + from.plusSeconds(7_200) + filter;
        String after = "";
        while (true) {
            JsonNode page = gateway.admin("GET", "/admin/v1/usage/records" + window + after, "");
            page.path("data").forEach(records::add);
            if (!page.path("has_more").asBoolean()) {
                return records;
            }
            after = "&after=" + page.path("next").asText();
        }
    }

    List<String> alerts() {
        return alerts.heard();
    }

    JsonNode health() {
        return gateway.admin("GET", "/admin/v1/health/providers", "");
    }

    /** A figure of the gateway's meters, summed over its labels. */
    double metric(String name) {
        return gateway.adminAnswer("GET", "/actuator/prometheus", "")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    long pid() {
        return gateway.pid();
    }

    @Override
    public void close() throws IOException {
        client.close();
        gateway.close();
        nobody.close();
        standIns.values().forEach(StandIn::close);
    }
}

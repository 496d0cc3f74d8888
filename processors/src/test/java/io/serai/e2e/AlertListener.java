package io.serai.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Hears what the alerts route posts to a webhook. */
public final class AlertListener {

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    private AlertListener(HttpServer server) {
        this.server = server;
        server.createContext("/", exchange -> {
            heard.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    public static AlertListener start() {
        try {
            return new AlertListener(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    public void forget() {
        heard.clear();
    }

    /** Every alert since the last {@link #forget}, in order. */
    public List<String> heard() {
        return List.copyOf(heard);
    }
}

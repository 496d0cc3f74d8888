package io.serai.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** A collector of traces on the loopback address; reads as much of OTLP's protobuf as a test needs. */
final class Collector implements AutoCloseable {

    /**
     * A span that came in.
     *
     * @param kind       2 server, 3 client, 5 consumer
     * @param parent     empty for one without
     * @param attributes values as text
     */
    record ExportedSpan(
            String trace, String id, String parent, String name, int kind, Map<String, String> attributes) {}

    private final HttpServer server;
    private final List<ExportedSpan> spans = new CopyOnWriteArrayList<>();

    private Collector(HttpServer server) {
        this.server = server;
    }

    static Collector start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            Collector collector = new Collector(server);
            server.createContext("/v1/traces", exchange -> {
                collector.request(ByteBuffer.wrap(exchange.getRequestBody().readAllBytes()));
                exchange.getResponseHeaders().set("content-type", "application/x-protobuf");
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
            return collector;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Spans of a trace, the oldest first as they ended. */
    List<ExportedSpan> of(String trace) {
        return spans.stream().filter(span -> span.trace().equals(trace)).toList();
    }

    List<ExportedSpan> all() {
        return List.copyOf(spans);
    }

    private void request(ByteBuffer request) {
        fields(request, (resourceField, resource) -> {
            if (resourceField == 1) {
                fields(resource, (scopeField, scope) -> {
                    if (scopeField == 2) {
                        fields(scope, (spanField, span) -> {
                            if (spanField == 2) {
                                spans.add(span(span));
                            }
                        });
                    }
                });
            }
        });
    }

    private static ExportedSpan span(ByteBuffer bytes) {
        Map<Integer, String> own = new TreeMap<>();
        Map<String, String> attributes = new TreeMap<>();
        fields(bytes, (field, value) -> {
            switch (field) {
                case 1, 2, 4 -> own.put(field, HexFormat.of().formatHex(copy(value)));
                case 5 -> own.put(field, text(value));
                case 6 -> own.put(field, Long.toString(value.getLong()));
                case 9 -> attribute(value, attributes);
                default -> {}
            }
        });
        return new ExportedSpan(
                own.getOrDefault(1, ""),
                own.getOrDefault(2, ""),
                own.getOrDefault(4, ""),
                own.getOrDefault(5, ""),
                Integer.parseInt(own.getOrDefault(6, "0")),
                attributes);
    }

    private static void attribute(ByteBuffer bytes, Map<String, String> into) {
        List<String> pair = new ArrayList<>();
        fields(bytes, (field, value) -> {
            if (field == 1) {
                pair.add(text(value));
            } else {
                fields(
                        value,
                        (kind, content) -> pair.add(
                                switch (kind) {
                                    case 1 -> text(content);
                                    case 4 -> Double.toString(Double.longBitsToDouble(content.getLong()));
                                    default -> Long.toString(content.getLong());
                                }));
            }
        });
        into.put(pair.getFirst(), pair.size() > 1 ? pair.get(1) : "0");
    }

    /** Fields of a message: bytes as they are, numbers as eight bytes. */
    private static void fields(ByteBuffer message, BiConsumer<Integer, ByteBuffer> field) {
        while (message.hasRemaining()) {
            long tag = varint(message);
            int number = (int) (tag >>> 3);
            switch ((int) tag & 7) {
                case 0 -> field.accept(number, number(varint(message)));
                case 1 -> field.accept(number, number(Long.reverseBytes(message.getLong())));
                case 2 -> {
                    int length = (int) varint(message);
                    field.accept(number, message.slice(message.position(), length));
                    message.position(message.position() + length);
                }
                case 5 -> message.getInt();
                default -> throw new IllegalStateException("no wire type of protobuf");
            }
        }
    }

    private static ByteBuffer number(long value) {
        return ByteBuffer.allocate(8).putLong(0, value);
    }

    private static long varint(ByteBuffer from) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = from.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static String text(ByteBuffer bytes) {
        return new String(copy(bytes), StandardCharsets.UTF_8);
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return copy;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package io.serai.e2e.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads HTTP/1.1 requests from one connection, and forgives nothing. */
final class RequestReader {
    private static final int MAX_LINE = 16 * 1024;
    private static final int MAX_HEADERS = 100;
    private static final int MAX_BODY = 64 * 1024 * 1024;
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private final Inbox inbox;
    private final Interim interim;

    /** Sends the interim answer that a client waits for before it sends the body. */
    interface Interim {
        void sendContinue() throws IOException;
    }

    RequestReader(Inbox inbox, Interim interim) {
        this.inbox = inbox;
        this.interim = interim;
    }

    /** The next request, or null when the client closed between two. */
    @Nullable
    Received next(int connection) throws IOException, InterruptedException {
        String line = line(true);
        if (line == null) {
            return null;
        }
        String[] parts = line.split(" ", -1);
        if (parts.length != 3 || !parts[2].equals("HTTP/1.1") || !isToken(parts[0]) || !parts[1].startsWith("/")) {
            throw new BadHttp("bad request line: " + line);
        }
        Map<String, List<String>> headers = headers();
        if (headers.getOrDefault("host", List.of()).size() != 1) {
            throw new BadHttp("exactly one Host header is required");
        }
        byte[] body = body(headers);
        return new Received(connection, parts[0], parts[1], headers, body);
    }

    private Map<String, List<String>> headers() throws IOException, InterruptedException {
        Map<String, List<String>> headers = new TreeMap<>();
        for (int count = 0; count <= MAX_HEADERS; count++) {
            String line = line(false);
            if (line == null) {
                throw new BadHttp("the client closed within the headers");
            }
            if (line.isEmpty()) {
                return headers;
            }
            int colon = line.indexOf(':');
            if (colon < 1 || !isToken(line.substring(0, colon))) {
                throw new BadHttp("bad header line: " + line);
            }
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        throw new BadHttp("more than " + MAX_HEADERS + " headers");
    }

    private byte[] body(Map<String, List<String>> headers) throws IOException, InterruptedException {
        List<String> lengths = headers.getOrDefault("content-length", List.of());
        List<String> codings = headers.getOrDefault("transfer-encoding", List.of());
        if (lengths.size() + codings.size() > 1) {
            throw new BadHttp("more than one of Content-Length and Transfer-Encoding");
        }
        boolean chunked = !codings.isEmpty();
        if (chunked && !codings.getFirst().equalsIgnoreCase("chunked")) {
            throw new BadHttp("unknown transfer coding: " + codings.getFirst());
        }
        int length = lengths.isEmpty() ? 0 : number(lengths.getFirst(), 10);
        if ((chunked || length > 0) && headers.getOrDefault("expect", List.of()).contains("100-continue")) {
            interim.sendContinue();
        }
        return chunked ? chunks() : exactly(length);
    }

    private byte[] exactly(int length) throws IOException, InterruptedException {
        byte[] body = new byte[length];
        if (!inbox.readFully(body)) {
            throw new BadHttp("the client closed within the body");
        }
        return body;
    }

    private byte[] chunks() throws IOException, InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = line(false);
            if (size == null) {
                throw new BadHttp("the client closed within a chunked body");
            }
            int extension = size.indexOf(';');
            int length = number((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
            if (length == 0) {
                headers(); // Trailers are read and not kept.
                return body.toByteArray();
            }
            if (body.size() + length > MAX_BODY) {
                throw new BadHttp("body over " + MAX_BODY + " bytes");
            }
            body.write(exactly(length));
            if (!"".equals(line(false))) {
                throw new BadHttp("a chunk is longer than its size");
            }
        }
    }

    /** One line without its CRLF, or null at the end of the stream when that is allowed here. */
    private @Nullable String line(boolean mayEnd) throws IOException, InterruptedException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (line.size() <= MAX_LINE) {
            int next = inbox.read();
            if (next < 0) {
                if (mayEnd && line.size() == 0) {
                    return null;
                }
                throw new BadHttp("the client closed within a line");
            }
            if (next == '\n') {
                throw new BadHttp("a line feed without a carriage return");
            }
            if (next == '\r') {
                if (inbox.read() != '\n') {
                    throw new BadHttp("a carriage return without a line feed");
                }
                return line.toString(StandardCharsets.ISO_8859_1);
            }
            line.write(next);
        }
        throw new BadHttp("a line over " + MAX_LINE + " bytes");
    }

    private static int number(String digits, int radix) throws BadHttp {
        boolean plain = !digits.isEmpty() && digits.chars().allMatch(c -> Character.digit(c, radix) >= 0);
        try {
            int value = plain ? Integer.parseInt(digits, radix) : -1;
            if (value < 0 || value > MAX_BODY) {
                throw new BadHttp("bad length: " + digits);
            }
            return value;
        } catch (NumberFormatException e) {
            throw new BadHttp("bad length: " + digits);
        }
    }

    private static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> (c < 128 && Character.isLetterOrDigit(c)) || TOKEN_MARKS.indexOf(c) >= 0);
    }
}

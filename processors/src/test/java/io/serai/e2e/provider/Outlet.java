package io.serai.e2e.provider;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** The answering half of one connection: well-formed answers, and every way to break one. */
final class Outlet {
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final Inbox inbox;
    private final OutputStream out;
    private boolean open = true;

    Outlet(Socket socket, Inbox inbox) throws IOException {
        this.socket = socket;
        this.inbox = inbox;
        this.out = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
    }

    boolean open() {
        return open;
    }

    void sendContinue() throws IOException {
        out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** A whole answer with its length. */
    void whole(int status, Map<String, String> headers, byte[] body) throws IOException {
        head(status, headers, "content-length: " + body.length);
        write(body);
    }

    /** The head of an answer that promises so many bytes. */
    void headOfLength(int status, Map<String, String> headers, int length) throws IOException {
        head(status, headers, "content-length: " + length);
        flush();
    }

    /** The head of an answer in chunks. */
    void headOfChunks(int status, Map<String, String> headers) throws IOException {
        head(status, headers, "transfer-encoding: chunked");
        flush();
    }

    /** Bytes as they are, flushed. */
    void write(byte[] bytes) throws IOException {
        notHungUp();
        out.write(bytes);
        flush();
    }

    /** One chunk, flushed. */
    void chunk(byte[] bytes) throws IOException {
        notHungUp();
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        flush();
    }

    void endOfChunks() throws IOException {
        write(LAST_CHUNK);
    }

    /** Waits, but not for a client that has hung up. */
    void pause(Duration duration) throws IOException, InterruptedException {
        if (duration.isPositive() && inbox.awaitEnd(duration)) {
            throw new HungUp("hung up during a pause");
        }
    }

    /** Says nothing more until the client hangs up, which is thrown, or the stand-in closes. */
    void stall() throws IOException, InterruptedException {
        inbox.awaitEnd();
        throw new HungUp("hung up during a silence");
    }

    /** Ends the connection so that the client sees "connection reset by peer". */
    void reset() throws IOException {
        open = false;
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Ends the connection in good order, wherever the answer is. */
    void drop() throws IOException {
        open = false;
        socket.shutdownOutput();
        socket.close();
    }

    private void head(int status, Map<String, String> headers, String framing) throws IOException {
        notHungUp();
        StringBuilder head = new StringBuilder(512)
                .append("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(reason(status))
                .append("\r\ndate: ")
                .append(DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)))
                .append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        out.write(head.append(framing).append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            throw new HungUp("hung up during a write: " + e.getMessage());
        }
    }

    private void notHungUp() throws HungUp {
        if (inbox.ended()) {
            throw new HungUp("hung up before a write");
        }
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 413 -> "Payload Too Large";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            default -> "Status " + status;
        };
    }
}

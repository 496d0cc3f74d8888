package io.serai.doors.queue.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Frames of STOMP as text, for saying what no client would. */
final class StompWire implements AutoCloseable {

    private final Socket socket;

    StompWire(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(15_000);
    }

    static StompWire loggedIn(int port, String key) throws IOException {
        StompWire wire = new StompWire(port);
        String answer = wire.ask("CONNECT\naccept-version:1.2\nhost:x\nlogin:any\npasscode:" + key + "\n\n");
        if (!answer.startsWith("CONNECTED")) {
            throw new IOException(answer);
        }
        return wire;
    }

    void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** The frame that comes back; empty where the connection ends. */
    String ask(String frame) throws IOException {
        try {
            write(frame + "\0");
            return next();
        } catch (java.net.SocketException e) {
            return "";
        }
    }

    String next() throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        int each = socket.getInputStream().read();
        while (each == '\n') {
            each = socket.getInputStream().read();
        }
        while (each > 0) {
            frame.write(each);
            each = socket.getInputStream().read();
        }
        return frame.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

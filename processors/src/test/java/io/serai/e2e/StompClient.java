package io.serai.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** As much of STOMP 1.2 as a simple script speaks. */
final class StompClient implements AutoCloseable {

    record Frame(String command, Map<String, String> headers, String body) {}

    private final Socket socket;

    StompClient(int port, String key) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(15_000);
        write("CONNECT\naccept-version:1.2\nhost:127.0.0.1\nlogin:any\npasscode:" + key + "\n\n");
        Frame connected = next();
        if (!connected.command().equals("CONNECTED")) {
            throw new IOException("not connected: " + connected);
        }
    }

    void subscribe(String queue) throws IOException {
        write("SUBSCRIBE\nid:1\ndestination:" + queue + "\nack:auto\n\n");
    }

    void send(String queue, String authorization, String replyTo, String correlation, String body) throws IOException {
        write("SEND\ndestination:" + queue + "\nauthorization:" + authorization.replace(":", "\\c") + "\nreply-to:"
                + replyTo + "\ncorrelation-id:" + correlation + "\ncontent-type:application/json\n\n" + body);
    }

    private void write(String frame) throws IOException {
        socket.getOutputStream().write((frame + "\0").getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    Frame next() throws IOException {
        InputStream in = socket.getInputStream();
        String command = line(in);
        while (command.isEmpty()) {
            command = line(in);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.putIfAbsent(header.substring(0, colon), header.substring(colon + 1));
        }
        String length = headers.get("content-length");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (length != null) {
            body.write(in.readNBytes(Integer.parseInt(length)));
            in.read();
        } else {
            for (int b = in.read(); b > 0; b = in.read()) {
                body.write(b);
            }
        }
        return new Frame(command, headers, body.toString(StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the broker closed the connection");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

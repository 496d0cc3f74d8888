package io.serai.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** One connection on which anything may be said, and heard until its other end closes it. */
final class RawHttp implements AutoCloseable {

    private final Socket socket;

    RawHttp(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
    }

    RawHttp say(String text) throws IOException {
        return say(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawHttp say(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Whether more can be said. */
    boolean says(String text) {
        try {
            say(text);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What comes until the other end closes; a reset counts as such, and so do some seconds of silence. */
    String heard() throws IOException {
        return heard(20_000);
    }

    String heard(int quietMillis) throws IOException {
        socket.setSoTimeout(quietMillis);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[8192];
        try {
            InputStream in = socket.getInputStream();
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                all.write(piece, 0, count);
            }
            closed = true;
        } catch (SocketException e) {
            closed = true;
        } catch (SocketTimeoutException e) {
            // it is left open
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    private boolean closed;

    /** Whether the other end has closed it, as far as was heard. */
    boolean closed() {
        return closed;
    }

    /** Up to the end of a text. */
    String heardUntil(String end) throws IOException {
        StringBuilder heard = new StringBuilder();
        while (heard.indexOf(end) < 0) {
            int one = socket.getInputStream().read();
            if (one < 0) {
                break;
            }
            heard.append((char) one);
        }
        return heard.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package io.serai.doors.queue.embedded.port;

import java.util.Map;
import org.apache.activemq.artemis.core.protocol.stomp.StompFrame;
import org.apache.activemq.artemis.core.protocol.stomp.StompFrameInterceptor;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.jspecify.annotations.Nullable;

/** Lets STOMP frames through that a client may send, and tells why others are refused. */
public final class StompGate implements StompFrameInterceptor {

    private static final int HEADERS = 64 * 1024;

    @Override
    public boolean intercept(StompFrame frame, RemotingConnection connection) {
        ClientConnection client = ClientConnection.of(connection);
        if (client == null) {
            return true;
        }
        client.frameComplete();
        String wrong = wrong(frame, client);
        if (wrong != null) {
            client.end("ERROR\nmessage:" + wrong + "\n\n\0");
            return false;
        }
        return true;
    }

    private static @Nullable String wrong(StompFrame frame, ClientConnection client) {
        String command = frame.getCommand();
        if (client.keyId() != null && (command.equals("CONNECT") || command.equals("STOMP"))) {
            return "This connection has logged in already: open another for another key.";
        }
        long length = 0;
        for (Map.Entry<String, String> header : frame.getHeadersMap().entrySet()) {
            length += header.getKey().length() + header.getValue().length();
        }
        if (length > HEADERS) {
            return "The headers are longer than " + HEADERS + " characters.";
        }
        String destination = frame.getHeader("destination");
        return destination != null && destination.length() > ClientConnection.LONGEST_NAME
                ? "The destination is longer than " + ClientConnection.LONGEST_NAME + " characters."
                : null;
    }

    /** Says why a message was refused where the broker's own frame would not. */
    public static boolean answered(StompFrame frame, RemotingConnection connection) {
        ClientConnection client = ClientConnection.of(connection);
        if (client != null && frame.getCommand().equals("ERROR")) {
            String reason = client.takeReason();
            if (reason != null) {
                frame.addHeader("message", reason);
            }
        }
        return true;
    }
}

package io.serai.e2e.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A strict HTTP/1.1 server on the loopback address that can also break off, reset and refuse. */
final class LoopbackServer implements AutoCloseable {
    private static final int BACKLOG = 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Handler handler;
    private final int port;
    private final Map<Socket, Thread> open = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private volatile @Nullable ServerSocket listening;
    private @Nullable Thread accepting;

    /** Answers one request; a return with the outlet open means the answer is complete. */
    interface Handler {
        void handle(Received received, Outlet outlet) throws IOException, InterruptedException;
    }

    /** Listens at once; port 0 takes a free one. */
    LoopbackServer(int port, Handler handler) {
        this.handler = handler;
        ServerSocket socket = bind(port);
        this.port = socket.getLocalPort();
        listen(socket);
    }

    int port() {
        return port;
    }

    /** How many connections were ever accepted. */
    int connections() {
        return connections.get();
    }

    int openConnections() {
        return open.size();
    }

    /** What clients sent that is not HTTP/1.1. */
    List<String> violations() {
        return List.copyOf(violations);
    }

    /**
     * Stops listening and ends every connection, as a provider that has died.
     *
     * <p>A socket is only closed when the virtual thread that waits on it has let go, so this waits for that.
     */
    synchronized void refuse() {
        ServerSocket socket = listening;
        Thread acceptor = accepting;
        if (socket == null || acceptor == null) {
            return;
        }
        listening = null;
        closeQuietly(socket);
        join(acceptor);
        open.keySet().forEach(LoopbackServer::closeQuietly);
        open.values().forEach(LoopbackServer::join);
    }

    /** Listens again on the same port. */
    synchronized void accept() {
        if (listening == null) {
            listen(bind(port));
        }
    }

    @Override
    public void close() {
        refuse();
    }

    private synchronized void listen(ServerSocket socket) {
        listening = socket;
        accepting = Thread.ofVirtual().name("stand-in-" + port).start(() -> acceptAll(socket));
    }

    private void acceptAll(ServerSocket socket) {
        while (true) {
            try {
                Socket client = socket.accept();
                int number = connections.incrementAndGet();
                Thread server = Thread.ofVirtual()
                        .name("stand-in-" + port + "-" + number)
                        .unstarted(() -> serve(client, number));
                open.put(client, server);
                server.start();
            } catch (IOException e) {
                if (socket.isClosed()) {
                    return;
                }
            }
        }
    }

    private void serve(Socket client, int number) {
        try (Inbox inbox = new Inbox(client)) {
            client.setTcpNoDelay(true);
            inbox.start("stand-in-" + port + "-" + number + "-inbox");
            Outlet outlet = new Outlet(client, inbox);
            RequestReader requests = new RequestReader(inbox, outlet::sendContinue);
            while (outlet.open()) {
                Received received = next(requests, outlet, number);
                if (received == null) {
                    return;
                }
                answer(received, inbox, outlet);
                if (received.headers("connection").contains("close")) {
                    return;
                }
            }
        } catch (SocketException e) {
            // The client is gone, or this server was closed.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private @Nullable Received next(RequestReader requests, Outlet outlet, int number)
            throws IOException, InterruptedException {
        try {
            return requests.next(number);
        } catch (BadHttp e) {
            violations.add(String.valueOf(e.getMessage()));
            byte[] body = String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8);
            try {
                outlet.whole(400, Map.of("content-type", "text/plain", "connection", "close"), body);
            } catch (HungUp gone) {
                // Nobody is left to tell.
            }
            return null;
        }
    }

    private void answer(Received received, Inbox inbox, Outlet outlet) throws IOException, InterruptedException {
        try {
            handler.handle(received, outlet);
        } catch (HungUp e) {
            if (listening == null) {
                received.brokenOff();
            } else {
                received.hungUp(inbox.ended() ? inbox.endedAtNanos() : System.nanoTime());
            }
            outlet.reset();
        }
    }

    private static ServerSocket bind(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), BACKLOG);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + port, e);
        }
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // It is being thrown away.
        }
    }

    private static void join(Thread thread) {
        try {
            if (!thread.join(PATIENCE)) {
                throw new IllegalStateException(thread.getName() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

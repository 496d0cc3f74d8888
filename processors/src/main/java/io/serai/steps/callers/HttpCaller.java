package io.serai.steps.callers;

import io.serai.call.GatewayError;
import io.serai.chat.ChatRequest;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.Chunk;
import io.serai.doors.ChunkWriter;
import io.serai.doors.Door;
import io.serai.doors.ErrorReply;
import io.serai.doors.Framing;
import io.serai.doors.PresentedKey;
import io.serai.doors.StreamEvent;
import io.serai.doors.http.body.Bodies;
import io.serai.doors.http.body.Body;
import io.serai.doors.http.connection.ConnectionProbe;
import io.serai.doors.http.connection.SlowConnections;
import io.serai.steps.call.CallerConnection;
import io.serai.steps.call.CallerGone;
import io.serai.usage.Usage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A caller at the other end of an HTTP connection, speaking the dialect of its door. */
public final class HttpCaller implements CallerConnection {

    /** Statuses by which a known caller hears that its body will not be read. */
    private static final Set<Integer> UNREAD = Set.of(413, 415, 503);

    private final Door door;
    private final Framing framing;
    private final Body body;
    private final SlowConnections.Watch watch;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final @Nullable ConnectionProbe probe;
    /** Keep-alive comments come from another thread than the answer. */
    private final ReentrantLock writing = new ReentrantLock();

    private byte @Nullable [] bytes;
    private @Nullable ChunkWriter writer;
    private @Nullable OutputStream out;
    private volatile boolean gone;
    private boolean over;

    HttpCaller(Door door, Bodies bodies, HttpServletRequest request, HttpServletResponse response) {
        this.door = door;
        this.framing = door.framing();
        this.body = bodies.open(request);
        this.watch = body.watch();
        this.request = request;
        this.response = response;
        this.probe = ConnectionProbe.of(request);
    }

    /** What the caller asked decides how it is answered. */
    @Override
    public ChatRequest read() {
        byte[] held = bytes;
        ChatRequest chat = door.read(held == null ? body.read() : held);
        if (chat.stream()) {
            writer = door.stream(chat);
        }
        return chat;
    }

    /** The body for a route that reads it itself; it is kept, because it comes once. */
    byte[] body() {
        byte[] read = bytes;
        if (read == null) {
            read = body.read();
            bytes = read;
        }
        return read;
    }

    @Override
    public String door() {
        return "http";
    }

    /** The response's own word, whoever set it: a step, the route or the binding behind it. */
    @Override
    public int status() {
        return response.getStatus();
    }

    @Override
    public @Nullable String key() {
        return PresentedKey.of(
                request.getHeader("authorization"), request.getHeader("x-api-key"), request.getHeader("api-key"));
    }

    @Override
    public @Nullable String task() {
        return request.getHeader("x-serai-task");
    }

    @Override
    public @Nullable String traceparent() {
        return request.getHeader("traceparent");
    }

    @Override
    public @Nullable Duration patience() {
        return CallersPatience.of(request::getHeader);
    }

    @Override
    public boolean gone() {
        return gone || (probe != null && probe.gone());
    }

    @Override
    public @Nullable Runnable keepAlive() {
        return this::comment;
    }

    private void comment() {
        byte[] comment = framing.keepAlive();
        if (writer == null || comment == null) {
            return; // a whole answer has no place for comments
        }
        writing.lock();
        try {
            if (over) {
                return; // the response may serve another request by now
            }
            OutputStream stream = open();
            watch.writes(comment.length);
            stream.write(comment);
            stream.flush();
            watch.rests();
        } catch (IOException e) {
            gone = true; // the sweep sees it at its next look and ends the call
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void whole(ChatReply.Whole reply, Facts facts) {
        say(facts);
        send(200, door.write(reply, reply.usage() == null ? facts.usage().get() : null));
    }

    @Override
    public void begins(Facts facts) {
        say(facts);
    }

    @Override
    public void sends(Chunk chunk) {
        emit(events().chunk(chunk));
    }

    @Override
    public boolean wantsContinuation() {
        return !"false".equalsIgnoreCase(request.getHeader("x-serai-continue"));
    }

    @Override
    public void remarks(String words) {
        byte[] comment = framing.comment("serai " + words);
        if (comment != null) {
            write(stream -> put(stream, comment));
        }
    }

    @Override
    public void ends(Usage usage) {
        emit(events().end(usage));
    }

    private ChunkWriter events() {
        ChunkWriter events = writer;
        if (events == null) {
            throw new IllegalStateException("the caller did not ask for a stream");
        }
        return events;
    }

    private void say(Facts facts) {
        if (response.isCommitted()) {
            return; // a keep-alive took the headers with it
        }
        response.setHeader("x-serai-model", facts.model());
        response.setHeader("x-serai-provider", facts.provider());
        response.setHeader("x-serai-rule", facts.rule());
        response.setHeader("x-serai-task", facts.task());
        response.setHeader("x-serai-attempts", Integer.toString(facts.attempts()));
        if (facts.cost() != null) {
            response.setHeader("x-serai-cost", facts.cost().toString());
        }
    }

    @Override
    public void refuse(GatewayError error) {
        if (response.isCommitted()) {
            if (writer != null) {
                emit(writer.error(error));
            }
            return;
        }
        ErrorReply reply = door.error(error);
        reply.headers().forEach(response::setHeader);
        send(reply.status(), reply.body());
        if (UNREAD.contains(reply.status())) {
            body.drain();
        }
    }

    /** Sends a whole body of JSON. */
    public void send(int status, byte[] json) {
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(json.length);
        try {
            watch.writes(json.length);
            response.getOutputStream().write(json);
            response.flushBuffer();
            watch.rests();
        } catch (IOException e) {
            gone = true;
            throw new CallerGone();
        }
    }

    private void emit(List<StreamEvent> events) {
        if (!events.isEmpty()) {
            write(stream -> {
                for (StreamEvent event : events) {
                    put(stream, framing.frame(event));
                }
            });
        }
    }

    private interface Writing {
        void to(OutputStream stream) throws IOException;
    }

    private void put(OutputStream stream, byte[] frame) throws IOException {
        watch.writes(frame.length);
        stream.write(frame);
    }

    private void write(Writing what) {
        writing.lock();
        try {
            OutputStream stream = open();
            what.to(stream);
            stream.flush();
            watch.rests();
        } catch (IOException e) {
            gone = true;
            throw new CallerGone();
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() {
        writing.lock();
        try {
            over = true;
        } finally {
            writing.unlock();
            body.close();
        }
    }

    private OutputStream open() throws IOException {
        OutputStream stream = out;
        if (stream == null) {
            response.setStatus(200);
            response.setContentType(framing.contentType());
            response.setHeader("cache-control", "no-cache");
            response.setHeader("x-accel-buffering", "no");
            stream = response.getOutputStream();
            out = stream;
        }
        return stream;
    }
}

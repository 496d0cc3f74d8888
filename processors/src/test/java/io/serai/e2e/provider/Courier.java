package io.serai.e2e.provider;

import io.serai.e2e.provider.Received.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Puts one answer on the wire as its delivery says. */
final class Courier {
    private static final byte[] BROKEN = "data: {\"this is\": [no JSON\n\n".getBytes(StandardCharsets.UTF_8);

    private final Received received;
    private final Outlet outlet;
    private final Delivery delivery;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();

    Courier(Received received, Outlet outlet, Delivery delivery) {
        this.received = received;
        this.outlet = outlet;
        this.delivery = delivery;
    }

    void send(Script script, Map<String, String> headers, byte[] errorEvent) throws IOException, InterruptedException {
        outlet.pause(delivery.first());
        if (script.stream()) {
            outlet.headOfChunks(200, headers);
            outlet.pause(delivery.token());
            events(script, errorEvent);
        } else {
            whole(script.frames().getFirst(), headers);
        }
    }

    private void whole(Frame frame, Map<String, String> headers) throws IOException, InterruptedException {
        if (!whole()) {
            outlet.headOfLength(200, headers, frame.bytes().length);
            outlet.write(Arrays.copyOf(frame.bytes(), frame.bytes().length / 2));
            // The work was done, but what it cost was not said.
            received.writing(new Frame(0, frame.bytes(), false, frame.consumed(), null));
            end(new byte[0]);
            return;
        }
        received.writing(frame);
        if (delivery.split() == 0) {
            received.became(Outcome.COMPLETED);
            outlet.whole(200, headers, frame.bytes());
            return;
        }
        outlet.headOfChunks(200, headers);
        received.became(Outcome.COMPLETED);
        write(frame.bytes());
        finish();
    }

    private void events(Script script, byte[] errorEvent) throws IOException, InterruptedException {
        List<Frame> frames = script.frames().stream()
                .filter(frame -> delivery.terminator() || !frame.terminator())
                .toList();
        int limit = Math.min(frames.size(), delivery.frames());
        for (int i = 0; i < limit; i++) {
            if (i > 0) {
                outlet.pause(delivery.between());
            }
            if (delivery.comments()) {
                write(lines(script.keepAlive()));
            }
            received.writing(frames.get(i));
            if (i + 1 == frames.size() && whole()) {
                received.became(Outcome.COMPLETED);
            }
            write(lines(frames.get(i).bytes()));
            if (i + 1 == delivery.brokenEvent()) {
                write(lines(BROKEN));
            }
        }
        switch (delivery.ending()) {
            case Ending.Whole whole -> finish();
            case Ending.Torn torn -> {
                if (limit < frames.size()) {
                    byte[] next = frames.get(limit).bytes();
                    write(Arrays.copyOf(next, next.length / 2));
                }
                end(errorEvent);
            }
            case Ending.Open open -> {
                release();
                outlet.stall();
            }
            default -> end(errorEvent);
        }
    }

    /** Whether all of the answer is sent. */
    private boolean whole() {
        return delivery.ending() instanceof Ending.Whole || delivery.ending() instanceof Ending.Open;
    }

    private void end(byte[] errorEvent) throws IOException, InterruptedException {
        received.became(Outcome.PARTIAL);
        release();
        boolean event = errorEvent.length > 0;
        switch (delivery.ending()) {
            case Ending.Open open -> throw new IllegalStateException("an answer that is left open does not end early");
            case Ending.Whole whole -> throw new IllegalStateException("a whole answer does not end early");
            case Ending.Cut cut -> cut(event);
            case Ending.Drop drop -> outlet.drop();
            case Ending.Torn torn -> outlet.drop();
            case Ending.Reset reset -> outlet.reset();
            case Ending.Stall stall -> outlet.stall();
            case Ending.Fail fail -> {
                if (event) {
                    write(lines(errorEvent));
                    release();
                }
                cut(event);
            }
        }
    }

    /** A body of known length cannot end well before it, so its connection is closed. */
    private void cut(boolean chunks) throws IOException {
        if (chunks) {
            outlet.endOfChunks();
        } else {
            outlet.drop();
        }
    }

    private void finish() throws IOException {
        release();
        outlet.endOfChunks();
    }

    private byte[] lines(byte[] event) {
        return delivery.crlf()
                ? new String(event, StandardCharsets.UTF_8)
                        .replace("\n", "\r\n")
                        .getBytes(StandardCharsets.UTF_8)
                : event;
    }

    private void write(byte[] bytes) throws IOException {
        int size = delivery.split();
        if (size == 0) {
            outlet.chunk(bytes);
            return;
        }
        held.write(bytes);
        byte[] all = held.toByteArray();
        int from = 0;
        for (; from + size <= all.length; from += size) {
            outlet.chunk(Arrays.copyOfRange(all, from, from + size));
        }
        held.reset();
        held.write(all, from, all.length - from);
    }

    private void release() throws IOException {
        if (held.size() > 0) {
            outlet.chunk(held.toByteArray());
            held.reset();
        }
    }
}

package io.serai.doors.http.body;

import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.doors.BytesInFlight;
import io.serai.doors.http.connection.SlowConnections;
import jakarta.servlet.http.HttpServletRequest;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipException;

/** One request's body: read at most once, within its limit, the budget of all, and the time that a sender may take. */
public final class Body implements AutoCloseable {

    /** Attribute of a request whose sender was too slow. */
    static final String TOO_SLOW = Body.class.getName() + ".slow";

    private static final int FIRST_PIECE = 8192;
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(10);

    private final HttpServletRequest request;
    private final long limit;
    private final BytesInFlight.Share share;
    private final SlowConnections.Watch watch;
    private long received;

    Body(HttpServletRequest request, long limit, BytesInFlight.Share share, SlowConnections.Watch watch) {
        this.request = request;
        this.limit = limit;
        this.share = share;
        this.watch = watch;
    }

    /** The watch over the connection it comes by, for the answer's sake. */
    public SlowConnections.Watch watch() {
        return watch;
    }

    /**
     * All bytes of it, inflated.
     *
     * @throws Refusal where it is too large, too slow, broken, or where there is no room for it now
     */
    public byte[] read() {
        long length = request.getContentLengthLong();
        if (length > limit) {
            throw tooLarge();
        }
        boolean gzip = isGzip();
        try {
            InputStream in = new Source(request.getInputStream());
            if (gzip) {
                try (GzipBody inflated = new GzipBody(in)) {
                    return untilEnd(inflated);
                }
            }
            return length >= 0 ? whole(in, (int) length) : untilEnd(in);
        } catch (ZipException e) {
            throw invalid("The body is not what its content-encoding gzip says: " + e.getMessage() + ".");
        } catch (EOFException e) {
            throw invalid("The body ends before its content-encoding gzip says: it is not whole.");
        } catch (IOException e) {
            throw broken();
        } finally {
            watch.rests();
        }
    }

    /** Takes room as bytes come, not as they are announced: who announces much and sends nothing holds little. */
    private byte[] whole(InputStream in, int length) throws IOException {
        share.announce(length);
        int first = Math.min(length, Math.max(FIRST_PIECE, in.available()));
        share.reach(first);
        byte[] body = new byte[first];
        int size = 0;
        while (true) {
            size += in.readNBytes(body, size, body.length - size);
            if (size < body.length) {
                throw invalid("The body ended after " + size + " of " + length + " announced bytes.");
            }
            if (size == length) {
                return body;
            }
            int larger = (int) Math.min(2L * size, length);
            share.reach(larger);
            body = Arrays.copyOf(body, larger);
        }
    }

    private byte[] untilEnd(InputStream in) throws IOException {
        share.reach(FIRST_PIECE);
        byte[] body = new byte[FIRST_PIECE];
        int size = 0;
        for (int count = in.read(body); count >= 0; count = in.read(body, size, body.length - size)) {
            size += count;
            if (size > limit) {
                throw tooLarge();
            }
            if (size == body.length) {
                int larger = (int) Math.min(2L * size, limit + 1);
                share.reach(larger);
                body = Arrays.copyOf(body, larger);
            }
        }
        share.shrink(size);
        return size == body.length ? body : Arrays.copyOf(body, size);
    }

    private boolean isGzip() {
        List<String> encodings = Collections.list(request.getHeaders("content-encoding"));
        String encoding = String.join(", ", encodings).strip().toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "", "identity" -> false;
            case "gzip", "x-gzip" -> true;
            default ->
                throw new Refusal(new GatewayError.BadAddress(
                        415,
                        "Unknown content-encoding '" + (encoding.length() > 40 ? encoding.substring(0, 40) : encoding)
                                + "': send the body plain or as gzip.",
                        "unsupported_encoding"));
        };
    }

    /**
     * Reads away what is left of a body that was refused, for a caller who is known: a client that is still sending would
     * lose the answer otherwise.
     */
    public void drain() {
        if (received == 0 && request.getHeader("expect") != null) {
            return; // it waits for a word before it sends anything
        }
        watch.reads(DRAINED_WITHIN);
        try {
            InputStream in = request.getInputStream();
            byte[] away = new byte[FIRST_PIECE];
            long left = 2 * limit;
            for (int count = in.read(away); count >= 0 && left > 0; count = in.read(away)) {
                left -= count;
            }
        } catch (IOException e) {
            // then it is not sending any more
        } finally {
            watch.rests();
        }
    }

    /** The caller is done with: nothing of the body may be held any more. */
    @Override
    public void close() {
        share.close();
        watch.close();
    }

    /** The server has by now decided to answer 400 itself; it asks for the mark. */
    private Refusal broken() {
        if (!watch.cut()) {
            return invalid("The body broke off, or is not parted into chunks as it should be.");
        }
        request.setAttribute(TOO_SLOW, true);
        return new Refusal(new GatewayError.BadAddress(
                408, "The body came too slowly: send it in one go, or less at once.", "request_timeout"));
    }

    private static Refusal invalid(String message) {
        return new Refusal(new GatewayError.Invalid(message, null, null));
    }

    private Refusal tooLarge() {
        String size = limit >= 1 << 20 ? limit / (1 << 20) + " MB" : limit + " bytes";
        return new Refusal(new GatewayError.BadAddress(
                413,
                "The request is larger than " + size
                        + "; send less at once, or raise serai.longest-body and serai.bodies-in-flight.",
                "request_too_large"));
    }

    /** The bytes as they come over the network, counted. */
    private final class Source extends FilterInputStream {

        Source(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            throw new UnsupportedOperationException("read in pieces");
        }

        /** Left open for {@link #drain}. */
        @Override
        public void close() {}

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            watch.reads(received);
            int count = super.read(to, from, length);
            if (count > 0) {
                received += count;
                if (received > limit) {
                    throw tooLarge(); // packed, and nothing comes of it
                }
            }
            return count;
        }
    }
}

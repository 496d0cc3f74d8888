package io.serai.steps;

import io.serai.chat.GatewayError;
import io.serai.chat.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Reads request bodies, up to a limit. */
final class Bodies {

    private final long limit;

    /** @param limit largest body that is read, in bytes */
    Bodies(long limit) {
        this.limit = limit;
    }

    byte[] read(HttpServletRequest request) {
        try {
            return bytes(request);
        } catch (IOException e) {
            throw new UncheckedIOException("the body could not be read", e);
        }
    }

    private byte[] bytes(HttpServletRequest request) throws IOException {
        long length = request.getContentLengthLong();
        if (length > limit) {
            throw tooLarge(limit);
        }
        String encoding = request.getHeader("content-encoding");
        boolean plain = encoding == null || encoding.equalsIgnoreCase("identity");
        try (InputStream in = plain ? request.getInputStream() : inflated(encoding, request.getInputStream())) {
            if (plain && length >= 0) {
                byte[] body = in.readNBytes((int) length);
                if (body.length < length) {
                    throw new Refusal(new GatewayError.Invalid(
                            "The body ended after " + body.length + " of " + length + " announced bytes.", null, null));
                }
                return body;
            }
            return untilEnd(in, limit);
        } catch (ZipException e) {
            throw new Refusal(
                    new GatewayError.Invalid("The body is not what its content-encoding gzip says.", null, null));
        }
    }

    private static InputStream inflated(@Nullable String encoding, InputStream in) throws IOException {
        if ("gzip".equals(encoding == null ? "" : encoding.toLowerCase(Locale.ROOT))) {
            return new GZIPInputStream(in, 8192);
        }
        throw new Refusal(new GatewayError.BadAddress(
                415,
                "Unknown content-encoding '" + encoding + "': send the body plain or as gzip.",
                "unsupported_encoding"));
    }

    private static byte[] untilEnd(InputStream in, long limit) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(4096);
        byte[] piece = new byte[8192];
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            body.write(piece, 0, read);
            if (body.size() > limit) {
                throw tooLarge(limit);
            }
        }
        return body.toByteArray();
    }

    private static Refusal tooLarge(long limit) {
        return new Refusal(new GatewayError.BadAddress(
                413,
                "The request is larger than " + limit / (1 << 20)
                        + " MB; send less at once, or raise serai.longest-body.",
                "request_too_large"));
    }
}

package io.serai.doors.http;

import io.serai.call.GatewayError;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.coyote.Request;
import org.apache.tomcat.util.buf.ByteChunk;
import org.apache.tomcat.util.http.MimeHeaders;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with a request's line and headers, before anything of it is served or logged. */
final class HeadFaults {

    private static final int LONGEST_METHOD = 20;

    /** Tomcat reads no more, and answers 400 itself. */
    private static final int MOST_HEADERS = 100;

    private static final GatewayError LONG_METHOD = new GatewayError.BadAddress(
            405,
            "Not allowed: the request's method has more than " + LONGEST_METHOD + " letters.",
            "method_not_allowed");

    private static final GatewayError LENGTH =
            invalid("The header 'Content-Length' is not one number of at least 0: send it once, in digits alone.");

    private static final GatewayError TWO_LENGTHS =
            invalid("The request has both 'Content-Length' and 'Transfer-Encoding': send one of them.");

    private static final GatewayError MANY =
            invalid("The request has too many headers: at most " + MOST_HEADERS + " are read.");

    private static final GatewayError FOLDED = invalid(
            "A header of the request is folded into several lines, ends without a carriage return, or has several"
                    + " blanks around its value.");

    private HeadFaults() {}

    private static GatewayError invalid(String message) {
        return new GatewayError.BadAddress(400, message, "bad_request");
    }

    static @Nullable GatewayError of(Request request) {
        String method = request.method().toString();
        if (method != null && method.length() > LONGEST_METHOD) {
            return LONG_METHOD;
        }
        if (!hasValidLength(request)) {
            return LENGTH;
        }
        if (HeaderLines.areWhole(request)) {
            return null;
        }
        MimeHeaders headers = request.getMimeHeaders();
        if (headers.size() >= MOST_HEADERS) {
            return MANY;
        }
        return hadTwoLengths(headers) ? TWO_LENGTHS : FOLDED;
    }

    /** Tomcat throws where it is no number or there are two, each time it is asked. */
    private static boolean hasValidLength(Request request) {
        try {
            return request.getContentLengthLong() >= -1;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Tomcat takes the length out of its list where there is a transfer-encoding, but not out of its buffer. */
    private static boolean hadTwoLengths(MimeHeaders headers) {
        if (headers.getHeader("transfer-encoding") == null) {
            return false;
        }
        ByteChunk name = headers.getName(0).getByteChunk();
        byte[] block = name.getBuffer();
        if (block == null) {
            return false;
        }
        String head = new String(block, StandardCharsets.ISO_8859_1);
        int end = head.indexOf("\r\n\r\n", name.getStart());
        String lines = head.substring(0, end < 0 ? head.length() : end).toLowerCase(Locale.ROOT);
        return lines.contains("\ncontent-length:");
    }
}

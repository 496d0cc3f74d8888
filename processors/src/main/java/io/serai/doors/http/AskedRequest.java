package io.serai.doors.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a route whose door asks for a key may read of the request, as {@code ${exchangeProperty.http.method}}.
 *
 * <p>Nothing of it is a header of the message, so no step takes orders from it. It is read when it is asked for.
 */
public final class AskedRequest {

    /** The exchange property that holds it. */
    public static final String PROPERTY = "http";

    private final HttpServletRequest request;
    private final Supplier<byte[]> bytes;

    /** @param bytes the body, once it is known who asks */
    public AskedRequest(HttpServletRequest request, Supplier<byte[]> bytes) {
        this.request = request;
        this.bytes = bytes;
    }

    public String method() {
        return request.getMethod();
    }

    /** Below {@code /v1}, such as {@code /my/hello}. */
    public String path() {
        String path = request.getPathInfo();
        return path == null ? "" : path;
    }

    /** The parameters of the address, those of a form not; one that is said twice has both values, parted by a comma. */
    public Map<String, String> query() {
        Map<String, String> query = new TreeMap<>();
        String text = request.getQueryString();
        if (text != null) {
            for (String part : text.split("&")) {
                String[] pair = part.split("=", 2);
                query.merge(decoded(pair[0]), pair.length < 2 ? "" : decoded(pair[1]), (one, two) -> one + "," + two);
            }
        }
        return Collections.unmodifiableMap(query);
    }

    /** As a text, in the charset that the content-type names, else in UTF-8. */
    public String body() {
        return new String(bytes.get(), charset());
    }

    /** As it came, inflated. */
    public byte[] bytes() {
        return bytes.get();
    }

    public @Nullable String contentType() {
        return request.getContentType();
    }

    private Charset charset() {
        String named = request.getCharacterEncoding();
        try {
            return named != null && Charset.isSupported(named) ? Charset.forName(named) : StandardCharsets.UTF_8;
        } catch (IllegalCharsetNameException e) {
            return StandardCharsets.UTF_8;
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}

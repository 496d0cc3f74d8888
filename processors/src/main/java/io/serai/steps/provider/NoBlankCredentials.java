package io.serai.steps.provider;

import java.util.List;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Leaves out the header of a key where there is no key, as with a provider whose key is optional. */
public final class NoBlankCredentials implements HttpRequestInterceptor {

    private static final List<String> HEADERS = List.of("authorization", "x-api-key", "x-goog-api-key", "api-key");

    @Override
    public void process(HttpRequest request, @Nullable EntityDetails entity, HttpContext context) {
        for (String name : HEADERS) {
            Header header = request.getFirstHeader(name);
            if (header != null && isBlank(header.getValue())) {
                request.removeHeader(header);
            }
        }
    }

    private static boolean isBlank(@Nullable String value) {
        return value == null || value.isBlank() || value.strip().equalsIgnoreCase("bearer");
    }
}

package io.serai.steps.alerts;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * The verb {@code alertSign}: signs the body, so that a webhook knows that the gateway sent it.
 *
 * <p>Without a secret there is no signature. The body tells when it was made, so an old one sent again can be told by it.
 */
public final class AlertSignStep implements Processor {

    /** Holds {@code sha256=} and the HMAC-SHA256 of the body in hexadecimal digits. */
    public static final String HEADER = "X-Serai-Signature";

    private static final String ALGORITHM = "HmacSHA256";

    private final @Nullable SecretKeySpec secret;

    public AlertSignStep(String secret) {
        this.secret = secret.isBlank() ? null : new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    @Override
    public void process(Exchange exchange) throws GeneralSecurityException {
        exchange.getMessage().removeHeader(HEADER);
        if (secret != null) {
            byte[] body = exchange.getMessage().getBody(String.class).getBytes(StandardCharsets.UTF_8);
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            exchange.getMessage().setHeader(HEADER, "sha256=" + HexFormat.of().formatHex(mac.doFinal(body)));
        }
    }
}

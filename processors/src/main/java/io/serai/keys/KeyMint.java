package io.serai.keys;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes keys and knows them again by HMAC-SHA-256 under the server's secret; safe to share. */
final class KeyMint {

    static final String VIRTUAL = "sk-serai-";
    static final String ADMIN = "sk-serai-admin-";

    private static final String ALGORITHM = "HmacSHA256";
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Never used itself: a clone of it is cheaper than a new one, and a lock around one dearer. */
    private final Mac prototype;

    KeyMint(String secret) {
        try {
            prototype = Mac.getInstance(ALGORITHM);
            prototype.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }

    Fingerprint fingerprint(String key) {
        return Fingerprint.of(mac(key));
    }

    /** A signer under a key of its own for each purpose. */
    Signer signer(String purpose) {
        return new Signer(mac("signer:" + purpose));
    }

    private byte[] mac(String text) {
        try {
            Mac mac = (Mac) prototype.clone();
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java's " + ALGORITHM + " cannot be cloned", e);
        }
    }

    /** A new key: the prefix and 256 random bits as 43 URL-safe characters. */
    static String make(String prefix) {
        return prefix + random();
    }

    static String random() {
        byte[] bits = new byte[32];
        RANDOM.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    static String id() {
        byte[] bits = new byte[12];
        RANDOM.nextBytes(bits);
        return "key_" + HexFormat.of().formatHex(bits);
    }

    /** What may be shown of a key: its last four characters, and none of a text too short to spare them. */
    static String hint(String key) {
        return key.length() < 16 ? "…" : "…" + key.substring(key.length() - 4);
    }
}

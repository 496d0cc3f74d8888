package io.serai.keys;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what the gateways of one database send each other, by a key only they can derive.
 *
 * <p>HMAC-SHA-256 under a key made of the server's secret and a purpose, so that a signature for one purpose is none for another.
 */
public final class Signer {

    private static final String ALGORITHM = "HmacSHA256";

    /** Never used itself: a clone of it is cheaper than a new one, and a lock around one dearer. */
    private final Mac prototype;

    Signer(byte[] key) {
        try {
            prototype = Mac.getInstance(ALGORITHM);
            prototype.init(new SecretKeySpec(key, ALGORITHM));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }

    /** The signature, as lowercase hexadecimal digits. */
    public String sign(byte[] bytes) {
        return HexFormat.of().formatHex(mac(bytes));
    }

    /** Whether a signature is the one of these bytes; takes as long whichever character of it is wrong. */
    public boolean verifies(byte[] bytes, String signature) {
        byte[] claimed;
        try {
            claimed = HexFormat.of().parseHex(signature);
        } catch (IllegalArgumentException e) {
            return false;
        }
        return MessageDigest.isEqual(mac(bytes), claimed);
    }

    private byte[] mac(byte[] bytes) {
        try {
            return ((Mac) prototype.clone()).doFinal(bytes);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java's " + ALGORITHM + " cannot be cloned", e);
        }
    }
}

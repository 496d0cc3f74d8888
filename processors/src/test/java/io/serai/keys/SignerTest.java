package io.serai.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SignerTest {

    private static final byte[] BATCH = "{\"call\":\"req_1\"}\n".getBytes(StandardCharsets.UTF_8);

    private final Signer usage = new KeyMint("secret").signer("usage");

    @Test
    void verifiesWhatItSigned() {
        assertThat(usage.verifies(BATCH, usage.sign(BATCH))).isTrue();
        assertThat(new KeyMint("secret").signer("usage").verifies(BATCH, usage.sign(BATCH)))
                .as("another node")
                .isTrue();
        assertThat(usage.verifies(new byte[0], usage.sign(new byte[0]))).isTrue();
    }

    @Test
    void verifiesNothingElse() {
        String signature = usage.sign(BATCH);
        byte[] changed = BATCH.clone();
        changed[3]++;
        assertThat(usage.verifies(changed, signature)).isFalse();
        assertThat(new KeyMint("another").signer("usage").verifies(BATCH, signature))
                .isFalse();
        assertThat(new KeyMint("secret").signer("alerts").verifies(BATCH, signature))
                .isFalse();
        for (String nonsense : new String[] {"", "0", "xyz", "é", signature + "00", signature.substring(2)}) {
            assertThat(usage.verifies(BATCH, nonsense)).as(nonsense).isFalse();
        }
    }

    /** What a caller's key is known by is never the key of a signature. */
    @Test
    void isNotMadeOfAKeysFingerprint() {
        KeyMint mint = new KeyMint("secret");
        assertThat(usage.sign(BATCH))
                .isNotEqualTo(mint.fingerprint(new String(BATCH, StandardCharsets.UTF_8))
                        .hex());
    }
}

package io.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.call.ProviderFailure;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SecretValuesTest {

    private static final String KEY = "q7Zk/+9d\"Xw2mPq4rT8vB1nC5hJ6";
    private static final SecretValues SECRETS = SecretValues.of(List.of(KEY, "", "x"));

    static Stream<String> forms() {
        return Stream.of(
                KEY,
                "Bearer " + KEY,
                KEY.toUpperCase(Locale.ROOT),
                KEY.toLowerCase(Locale.ROOT),
                URLEncoder.encode(KEY, StandardCharsets.UTF_8),
                KEY.replace("\"", "\\\"").replace("/", "\\/"),
                KEY.replace("\"", "\\\""),
                base64(KEY),
                base64("a" + KEY + "b"),
                base64("user:" + KEY),
                base64("ab" + KEY),
                Base64.getUrlEncoder().encodeToString(("Bearer " + KEY).getBytes(StandardCharsets.UTF_8)),
                KEY.substring(0, 20),
                KEY.substring(8));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void blanksTheKeyInEveryForm(String form) {
        String said = SECRETS.blank("Incorrect API key provided: <" + form + ">, see the docs; again " + form);
        assertThat(said)
                .startsWith("Incorrect API key provided: <")
                .contains("***")
                .contains(", see the docs; again ");
        String lower = said.toLowerCase(Locale.ROOT);
        for (int at = 0; at + 12 <= form.length(); at++) {
            assertThat(lower.contains(form.substring(at, at + 12).toLowerCase(Locale.ROOT))
                            && !"Bearer ".regionMatches(0, form, at, 7))
                    .as(form.substring(at, at + 12))
                    .isFalse();
        }
    }

    @Test
    void leavesTheRest() {
        String said = "Rate limit reached for gpt-4o: key ending in hJ6, x is not allowed";
        assertThat(SECRETS.blank(said)).isSameAs(said);
        assertThat(SecretValues.NONE.blank(said)).isSameAs(said);
    }

    @Test
    void blanksAShortKeyWhole() {
        assertThat(SecretValues.of(List.of("hunter2")).blank("key hunter2 is bad; HUNTER2, hunter"))
                .isEqualTo("key *** is bad; ***, hunter");
    }

    @Test
    void dropsANameThatHoldsTheKey() {
        SecretValues secrets = SecretValues.of(List.of("9f8e7d6c5b4a39281706"));
        ProviderFailure failure = secrets.blank(new ProviderFailure(
                ProviderFailure.Kind.SERVER,
                500,
                "no 9f8e7d6c5b4a39281706",
                "9f8e7d6c5b4a39281706",
                "a.9f8e7d6c5b4a",
                null));
        assertThat(failure.words()).isEqualTo("no ***");
        assertThat(failure.code()).isNull();
        assertThat(failure.param()).isNull();
        assertThat(failure.status()).isEqualTo(500);
        ProviderFailure plain = new ProviderFailure(ProviderFailure.Kind.SERVER, 500, "no", "c", "p", null);
        assertThat(secrets.blank(plain)).isSameAs(plain);
    }

    @Test
    void takesOnlyShortNamesForCodesAndParameters() {
        for (String bad : new String[] {"a b", "a\nb", "<b>", "ключ", "x".repeat(65), ""}) {
            ProviderFailure failure = new ProviderFailure(ProviderFailure.Kind.SERVER, 500, "no", bad, bad, null);
            assertThat(failure.code()).isNull();
            assertThat(failure.param()).isNull();
        }
        ProviderFailure good = new ProviderFailure(
                ProviderFailure.Kind.SERVER, 500, "no", "context_length-exceeded.1", "messages[0].content", null);
        assertThat(good.code()).isEqualTo("context_length-exceeded.1");
        assertThat(good.param()).isEqualTo("messages[0].content");
    }

    @Test
    void tellsNothingOfItself() {
        assertThat(SECRETS).hasToString("***");
    }
}

package io.serai.doors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresentedKeyTest {

    @ParameterizedTest
    @ValueSource(strings = {"Bearer k", "bearer k", "BEARER   k  ", " Bearer k"})
    void findsTheBearer(String header) {
        assertThat(PresentedKey.of(header, null, null)).isEqualTo("k");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Basic k", "k", "Bearerk"})
    void anythingElseIsNoKey(String header) {
        assertThat(PresentedKey.of(header, null, "")).isNull();
    }

    @Test
    void wire47AnthropicAndAzureHeadersCountWhereThereIsNoBearer() {
        assertThat(PresentedKey.of(null, "x", "a")).isEqualTo("x");
        assertThat(PresentedKey.of("Basic dTpw", null, " a ")).isEqualTo("a");
        assertThat(PresentedKey.of("Bearer b", "x", "a")).isEqualTo("b");
        assertThat(PresentedKey.of(null, null, null)).isNull();
    }
}

package io.serai.doors.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1/chat/completions",
                "/v1/chat/completions/",
                "/v1/models/openai%2Fgpt-5.1",
                "/v1/models/..gpt",
                "/v1/models/meta%3Allama",
                "*"
            })
    void takesOrdinaryOnes(String path) {
        assertThat(PlainPath.is(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//",
                "//v1/models",
                "/v1//models",
                "/v1/v1/%2e%2e/%2e%2e/x",
                "/v1/../admin",
                "/v1/..",
                "/v1/./models",
                "/v1/.",
                "/v1/.../models",
                "/v1/models/..%2f..%2fadmin",
                "/v1/models%2f%2fx",
                "/v1/%2E./x",
                "/v1/models;a=b",
                "/v1/models%3Ba=b",
                "/v1;/models",
                "/v1/models\\x",
                "/v1/models%5c..%5cadmin",
                "/v1/models%00",
                "/v1/models%0d%0aX: y",
                "/v1/models%20x",
                "/v1/models%7f",
                "/v1/models%2",
                "/%61dmin/v1/keys",
                "/v1/%6Dodels",
                "/v1/models/gpt-5%2e1",
                "/v1/models/gpt%2D5",
                "/v1/models/gpt%5f%7E%39",
                "/v1/models%zz"
            })
    void refusesOddOnes(String path) {
        assertThat(PlainPath.is(path)).isFalse();
    }

    @Test
    void refusesLongOnes() {
        assertThat(PlainPath.is("/v1/models/" + "x".repeat(1000))).isTrue();
        assertThat(PlainPath.is("/v1/models/" + "x".repeat(1100))).isFalse();
    }
}

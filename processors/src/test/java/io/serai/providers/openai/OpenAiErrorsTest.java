package io.serai.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.providers.openai.request.Vendor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiErrorsTest {

    private static final OpenAiDialect DIALECT =
            new OpenAiDialect(Vendor.OPENAI, InstantSource.fixed(Instant.parse("2026-11-23T10:00:00Z")));

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "400|{\"error\":{\"message\":\"Bad\",\"type\":\"invalid_request_error\",\"param\":\"n\",\"code\":null}}|REQUEST_REFUSED",
                "400|{\"error\":{\"message\":\"m\",\"type\":\"invalid_request_error\",\"code\":\"context_length_exceeded\"}}|TOO_LONG",
                "400|[{\"error\":{\"code\":400,\"message\":\"API key not valid. Please pass a valid API key.\",\"status\":\"INVALID_ARGUMENT\"}}]|CREDENTIALS",
                "400|{\"error\":{\"message\":\"Your account is not active, please check your billing details\",\"code\":\"billing_not_active\"}}|CREDENTIALS",
                "400|{\"error\":{\"message\":\"gone\",\"code\":\"model_decommissioned\"}}|NO_SUCH_MODEL",
                "401|{\"error\":{\"message\":\"Incorrect\",\"code\":\"invalid_api_key\"}}|CREDENTIALS",
                "402|{\"error\":{\"message\":\"Insufficient Balance\"}}|CREDENTIALS",
                "403|{\"error\":{\"message\":\"Country\"}}|CREDENTIALS",
                "404|{\"error\":{\"message\":\"The model does not exist\",\"code\":\"model_not_found\"}}|NO_SUCH_MODEL",
                "404|404 page not found|NO_SUCH_MODEL",
                "408||TIMEOUT",
                "409|{}|SERVER",
                "413|{\"error\":\"too large\"}|REQUEST_REFUSED",
                "422|{\"detail\":[{\"type\":\"extra_forbidden\"}]}|REQUEST_REFUSED",
                "429|{\"error\":{\"message\":\"Rate limit reached\",\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\"}}|LIMITED",
                "429|{\"error\":{\"message\":\"You exceeded your current quota\",\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\"}}|CREDENTIALS",
                "429|{\"error\":{\"message\":\"Request too large for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, Requested 52000. The input or output tokens must be reduced in order to run successfully.\",\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\"}}|UNSUPPORTED",
                "429|{\"error\":{\"message\":\"Rate limit reached for gpt-4o on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000. Please try again in 2s.\",\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\"}}|LIMITED",
                "429|{\"error\":{\"message\":\"Rate limit reached for gpt-4o on tokens per min (TPM): Limit: 30,000, Used 0, Requested: 52,000.\",\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\"}}|UNSUPPORTED",
                "429|{\"error\":{\"message\":\"The input or output tokens must be reduced in order to run successfully.\",\"type\":\"tokens\",\"code\":\"429\"}}|UNSUPPORTED",
                "413|{\"error\":{\"message\":\"Request too large for model m on tokens per minute (TPM): Limit 6000, Requested 10000, please reduce your message size and try again.\",\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\"}}|UNSUPPORTED",
                "413|{\"error\":{\"message\":\"Request too large\",\"type\":\"invalid_request_error\",\"code\":\"request_too_large\"}}|REQUEST_REFUSED",
                "429|{\"error\":{\"message\":\"Requests to the ChatCompletions_Create Operation have exceeded token rate limit of your current pricing tier. Please retry after 52 seconds.\",\"type\":\"\",\"code\":\"429\"}}|LIMITED",
                "500|{\"error\":{\"message\":\"oops\",\"type\":\"server_error\"}}|SERVER",
                "502|<html>|SERVER",
                "503|{\"message\":\"no\"}|SERVER",
                "504||TIMEOUT",
                "529|{}|SERVER",
                "302||MALFORMED"
            })
    void knowsWhatAStatusMeans(int status, String body, Kind kind) {
        assertThat(explain(status, body, Map.of()).kind()).isEqualTo(kind);
    }

    @Test
    void keepsTheProvidersWordsCodeAndParam() {
        ProviderFailure failure = explain(
                400,
                "{\"error\":{\"message\":\"Too long\",\"type\":\"t\",\"param\":\"messages\",\"code\":\"context_length_exceeded\"}}",
                Map.of());
        assertThat(failure.words()).isEqualTo("Too long");
        assertThat(failure.param()).isEqualTo("messages");
        assertThat(failure.code()).isEqualTo("context_length_exceeded");
        assertThat(failure.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Incorrect API key provided: sk-proj-ab***********yz. You can find your key|sk-proj-ab",
                "Invalid key gsk_abcdefghijklmnop here|gsk_abc",
                "Rate limit reached for gpt-4o in organization org-AbCdEfGhIjKlMnOpQrStUvWx on tokens|org-AbC"
            })
    void saysNoSecrets(String words, String secret) {
        ProviderFailure failure = explain(401, "{\"error\":{\"message\":\"" + words + "\"}}", Map.of());
        assertThat(failure.words()).contains("***").doesNotContain(secret);
    }

    @Test
    void readsHowLongToWaitInAnyForm() {
        assertThat(wait(Map.of("retry-after-ms", "1500", "retry-after", "20"))).isEqualTo(Duration.ofMillis(1500));
        assertThat(wait(Map.of("retry-after", "20"))).isEqualTo(Duration.ofSeconds(20));
        assertThat(wait(Map.of("retry-after", "Mon, 23 Nov 2026 10:00:30 GMT"))).isEqualTo(Duration.ofSeconds(30));
        assertThat(wait(Map.of("retry-after", "soon"))).isNull();
        assertThat(wait(Map.of())).isNull();
    }

    @Test
    void saysSomethingAboutEveryBody() {
        assertThat(explain(502, "<html><body>Bad Gateway", Map.of()).words()).contains("502", "HTML");
        assertThat(explain(500, "", Map.of()).words()).contains("500", "empty");
        assertThat(explain(500, "upstream connect error", Map.of()).words()).contains("upstream connect error");
    }

    private static @Nullable Duration wait(Map<String, String> headers) {
        return explain(429, "{}", headers).retryAfter();
    }

    private static ProviderFailure explain(int status, @Nullable String body, Map<String, String> headers) {
        byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        return DIALECT.explain(status, name -> headers.get(String.valueOf(name).toLowerCase(Locale.ROOT)), bytes);
    }
}

package io.serai.e2e.provider;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import java.time.Duration;

/** The official openai-java client as tests want it: no retries, impatient, and strict about answers. */
public final class OpenAiClients {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private OpenAiClients() {}

    /** A client of the API at this address, which ends in {@code /v1}; close it after use. */
    public static OpenAIClient of(String baseUrl, String key) {
        return of(baseUrl, key, PATIENCE);
    }

    public static OpenAIClient of(String baseUrl, String key, Duration patience) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(baseUrl)
                .apiKey(key)
                .maxRetries(0)
                .timeout(patience)
                .responseValidation(true)
                .build();
    }
}

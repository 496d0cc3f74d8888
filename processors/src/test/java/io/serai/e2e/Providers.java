package io.serai.e2e;

import io.serai.e2e.provider.AnthropicStandIn;
import io.serai.e2e.provider.Behaviour;
import io.serai.e2e.provider.Counts;
import io.serai.e2e.provider.GeminiStandIn;
import io.serai.e2e.provider.OpenAiStandIn;
import io.serai.e2e.provider.StandIn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Stand-ins of three providers that take their time, for a gateway in a process of its own. */
final class Providers implements AutoCloseable {

    private final OpenAiStandIn openai = OpenAiStandIn.start();
    private final AnthropicStandIn anthropic = AnthropicStandIn.start();
    private final GeminiStandIn gemini = GeminiStandIn.start();

    /** @param counts what every answer reports */
    Providers(Counts counts) {
        Behaviour slowly = Behaviour.answer("one two three four five six")
                .usage(counts)
                .firstAfter(Duration.ofMillis(10))
                .slowChunks(Duration.ofMillis(4));
        for (StandIn provider : List.of(openai, anthropic, gemini)) {
            provider.always(slowly);
        }
    }

    /** What the gateway has to be told to find them, and more. */
    List<String> settings(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "--OPENAI_BASE_URL=" + openai.baseUrl(),
                "--OPENAI_API_KEY=" + openai.key(),
                "--ANTHROPIC_BASE_URL=" + anthropic.baseUrl(),
                "--ANTHROPIC_API_KEY=" + anthropic.key(),
                "--GEMINI_BASE_URL=" + gemini.baseUrl(),
                "--GEMINI_API_KEY=" + gemini.key()));
        settings.addAll(List.of(more));
        return settings;
    }

    /** The marks of all calls that one of them was asked. */
    Set<String> marks() {
        return Audit.marks(openai, anthropic, gemini);
    }

    @Override
    public void close() {
        openai.close();
        anthropic.close();
        gemini.close();
    }
}

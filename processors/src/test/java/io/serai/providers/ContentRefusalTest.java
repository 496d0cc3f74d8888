package io.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.providers.anthropic.AnthropicDialect;
import io.serai.providers.gemini.GeminiDialect;
import io.serai.providers.openai.OpenAiDialect;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a prompt provoked is its caller's; what the account lacks is the deployment's. In the words of the providers. */
class ContentRefusalTest {

    private static final Map<String, Dialect> DIALECTS = Map.of(
            "openai", OpenAiDialect.official(),
            "compatible", OpenAiDialect.compatible(),
            "mistral", OpenAiDialect.mistral(),
            "anthropic", new AnthropicDialect(),
            "gemini", new GeminiDialect());

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
            compatible|403|{"error":{"code":403,"message":"openai/o1 requires moderation on OpenAI. Your input was flagged for 'violence'.","metadata":{"reasons":["violence"],"flagged_input":"kill ...","provider_name":"OpenAI","model_slug":"openai/o1"}}}|REQUEST_REFUSED
            compatible|403|{"error":{"code":403,"message":"no","metadata":{"flagged_input":"x"}}}|REQUEST_REFUSED
            compatible|403|{"error":{"code":403,"message":"Gemini declined","metadata":{"error_type":"content_policy_violation"}}}|REQUEST_REFUSED
            compatible|403|{"error":{"code":403,"message":"Request blocked: prompt injection patterns detected"}}|REQUEST_REFUSED
            compatible|403|{"code":"The caller does not have permission to execute the specified operation","error":"Content violates usage guidelines. Team: 1, API key ID: 2, Model: grok-4-0709, Failed check: SAFETY_CHECK_TYPE_BIO"}|REQUEST_REFUSED
            compatible|403|{"code":"The caller does not have permission to execute the specified operation","error":"Your newly created team doesn't have any credits yet."}|CREDENTIALS
            compatible|400|{"error":{"message":"Content Exists Risk","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}|REQUEST_REFUSED
            compatible|400|{"error":{"code":"data_inspection_failed","message":"Input data may contain inappropriate content."}}|REQUEST_REFUSED
            compatible|451|{"error":{"message":"unavailable"}}|REQUEST_REFUSED
            openai|400|{"error":{"message":"Invalid prompt: your prompt was flagged as potentially violating our usage policy.","type":"invalid_request_error","code":"invalid_prompt"}}|REQUEST_REFUSED
            openai|400|{"error":{"code":"content_filter","message":"The response was filtered","param":"prompt","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}|REQUEST_REFUSED
            openai|403|{"error":{"message":"blocked","innererror":{"code":"ResponsibleAIPolicyViolation"}}}|REQUEST_REFUSED
            mistral|403|{"object":"error","message":"Your request was flagged by the moderation guardrail","type":"content_moderation"}|REQUEST_REFUSED
            anthropic|400|{"type":"error","error":{"type":"invalid_request_error","message":"Output blocked by content filtering policy"}}|REQUEST_REFUSED
            anthropic|403|{"type":"error","error":{"type":"permission_error","message":"Your prompt was flagged by our safety filters"}}|REQUEST_REFUSED
            gemini|400|{"error":{"code":400,"message":"The prompt was blocked","status":"INVALID_ARGUMENT"}}|REQUEST_REFUSED
            gemini|403|{"error":{"code":403,"message":"The input contains prohibited content","status":"PERMISSION_DENIED"}}|REQUEST_REFUSED
            openai|403|{"error":{"message":"Your account has been suspended for requests that violate our usage policies.","code":null}}|CREDENTIALS
            openai|403|{"error":{"message":"Country, region, or territory not supported","code":"unsupported_country_region_territory"}}|CREDENTIALS
            openai|403|<html>Sorry, you have been blocked</html>|CREDENTIALS
            openai|401|{"error":{"message":"content violates usage guidelines","code":"invalid_api_key"}}|CREDENTIALS
            openai|402|{"error":{"message":"Insufficient balance"}}|CREDENTIALS
            anthropic|403|{"type":"error","error":{"type":"permission_error","message":"Your API key does not have permission to use the specified resource."}}|CREDENTIALS
            gemini|403|{"error":{"code":403,"message":"Permission denied: Consumer has been suspended.","status":"PERMISSION_DENIED"}}|CREDENTIALS
            """)
    void knowsWhatWasRefused(String dialect, int status, String body, Kind kind) {
        assertThat(explain(dialect, status, body).kind()).isEqualTo(kind);
    }

    /** A caller who writes such words into a field that the provider tells back must not take the deployment out. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
            openai|400|{"error":{"message":"Invalid value: 'incorrect api key'. Supported values are: 'low'.","type":"invalid_request_error","param":"reasoning_effort","code":"invalid_value"}}
            openai|400|{"error":{"message":"Invalid value: incorrect api key","type":"invalid_request_error","param":"reasoning_effort"}}
            compatible|400|{"error":{"message":"Unknown tool \\"your account is not active\\""}}
            compatible|422|{"detail":"unknown role `exceeded your current quota`"}
            anthropic|400|{"type":"error","error":{"type":"invalid_request_error","message":"messages.0.role: credit balance is too low"}}
            anthropic|400|{"type":"error","error":{"type":"invalid_request_error","message":"Unexpected role \\"credit balance is too low\\""}}
            gemini|400|{"error":{"code":400,"message":"Invalid value at 'contents[0].role' (\\"api key not valid\\")","status":"INVALID_ARGUMENT"}}
            """)
    void doesNotTakeATextToldBackForTheProvidersOwn(String dialect, int status, String body) {
        assertThat(explain(dialect, status, body).kind()).isEqualTo(Kind.REQUEST_REFUSED);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
            {"error":{"message":"No endpoints found that support image input","code":404}}|UNSUPPORTED
            {"error":{"message":"No endpoints found that can handle the requested parameters.","code":404}}|UNSUPPORTED
            {"error":{"message":"No endpoints found for made/up.","code":404}}|NO_SUCH_MODEL
            """)
    void knowsAModelThatCannotFromOneThatIsNotThere(String body, Kind kind) {
        assertThat(explain("compatible", 404, body).kind()).isEqualTo(kind);
    }

    @Test
    void knowsARefusalUnderAGoodStatus() {
        byte[] body = ("{\"error\":{\"code\":403,\"message\":\"Your input was flagged\","
                        + "\"metadata\":{\"reasons\":[\"violence\"]}}}")
                .getBytes(StandardCharsets.UTF_8);
        Dialect dialect = OpenAiDialect.compatible();
        assertThatThrownBy(() -> dialect.decode(body)).satisfies(ContentRefusalTest::refused);
        assertThatThrownBy(() -> dialect.decodeStream().read(null, body)).satisfies(ContentRefusalTest::refused);
    }

    private static void refused(Throwable thrown) {
        assertThat(((ProviderFailure) thrown).kind()).isEqualTo(Kind.REQUEST_REFUSED);
    }

    @Test
    void unquotesInLinearTime() {
        for (String quote : new String[] {"'", "\"", "`", "“", " '"}) {
            assertThat(ProviderWords.unquoted(quote.repeat(30_000) + "a")).isNotNull();
        }
        assertThat(ContentRefusal.isSaidIn("content ".repeat(8_000))).isFalse();
    }

    private static ProviderFailure explain(String dialect, int status, String body) {
        return Objects.requireNonNull(DIALECTS.get(dialect))
                .explain(status, name -> null, body.getBytes(StandardCharsets.UTF_8));
    }
}

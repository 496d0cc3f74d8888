package io.serai.catalog.files;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serai.catalog.Catalog;
import io.serai.catalog.CatalogRefused;
import io.serai.catalog.Provider;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderReaderTest {

    private static final String ADDRESS = "${OPENAI_BASE_URL:https://api.openai.com/v1}";

    @Test
    void takesAddressAndKeyFromTheEnvironment() {
        Provider provider =
                openai(CatalogText.GOOD, "OPENAI_BASE_URL", "http://127.0.0.1:9001/v1/", "OPENAI_API_KEY", " sk-123\n");

        assertThat(provider.baseUrl()).isEqualTo("http://127.0.0.1:9001/v1");
        assertThat(provider.apiKey().value()).isEqualTo("sk-123");
        assertThat(provider.configured()).isTrue();
        assertThat(provider.connector()).isEqualTo("openai-chat-sink");
        assertThat(provider.patience()).isEqualTo(new Provider.Patience(Duration.ofSeconds(30), null, null));
    }

    @Test
    void takesTheDefaultForAVariableThatIsNotSetOrEmpty() {
        assertThat(openai(CatalogText.GOOD).baseUrl()).isEqualTo("https://api.openai.com/v1");
        assertThat(openai(CatalogText.GOOD, "OPENAI_BASE_URL", " ").baseUrl()).isEqualTo("https://api.openai.com/v1");
    }

    @Test
    void isNotConfiguredWithoutAKey() {
        assertThat(openai(CatalogText.GOOD).configured()).isFalse();
    }

    @Test
    void isConfiguredWithoutAKeyWhereItIsOptionalAndAnAddressIsSet() {
        String text =
                CatalogText.GOOD.replace(ADDRESS, "${OLLAMA_BASE_URL:}").replace("first-byte: 30s", "key: optional");

        assertThat(openai(text).configured()).isFalse();
        assertThat(openai(text, "OLLAMA_BASE_URL", "http://localhost:11434").configured())
                .isTrue();
    }

    @Test
    void hasTheSimulatorAlwaysConfigured() {
        Provider simulator = requireNonNull(CatalogText.read(CatalogText.GOOD).provider("simulator"));

        assertThat(simulator.configured()).isTrue();
        assertThat(simulator.simulated()).isTrue();
        assertThat(simulator.wire().family()).isEqualTo("openai");
        assertThat(openai(CatalogText.GOOD).simulated()).isFalse();
    }

    @Test
    void neverShowsAKey() {
        Catalog catalog = CatalogText.read(CatalogText.GOOD, "OPENAI_API_KEY", "sk-secret");

        assertThat(requireNonNull(catalog.provider("openai")).toString())
                .contains("apiKey=***")
                .doesNotContain("sk-secret");
        assertThat(catalog.models().getFirst().toString()).doesNotContain("sk-secret");
    }

    @ParameterizedTest
    @CsvSource({
        "openai, https://host, https://host/v1",
        "openai, https://host/, https://host/v1",
        "openai, https://host/v1//, https://host/v1",
        "openai, https://host/openai/v1, https://host/openai/v1",
        "anthropic, https://host, https://host",
        "anthropic, https://host/v1/, https://host",
        "anthropic, https://host/proxy, https://host/proxy",
        "gemini, https://host, https://host",
        "gemini, https://host/v1beta, https://host",
        "gemini, https://host/v1/, https://host",
    })
    void bringsAddressesIntoTheFormThatTheirWireHas(String wire, String given, String meant) {
        String text = CatalogText.GOOD.replace("wire: openai", "wire: " + wire);

        assertThat(openai(text, "OPENAI_BASE_URL", given).baseUrl()).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.openai.com",
                "ftp://host/v1",
                "https://",
                "http://a b",
                "https://host/v1?x=1",
                "https://h/#f"
            })
    void refusesWhatIsNoAddress(String address) {
        assertThatExceptionOfType(CatalogRefused.class)
                .isThrownBy(() -> openai(CatalogText.GOOD, "OPENAI_BASE_URL", address))
                .withMessage("models.yaml line 7: provider openai: base-url must be an address such as"
                        + " https://api.openai.com/v1: '" + address + "'");
    }

    @Test
    void doesNotQuoteAnAddressThatHoldsAPassword() {
        assertThatExceptionOfType(CatalogRefused.class)
                .isThrownBy(() -> openai(CatalogText.GOOD, "OPENAI_BASE_URL", "https://me:hunter2@host/v1"))
                .withMessageEndingWith("it must not hold a user or password")
                .withMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sk-literal", "${OPENAI_API_KEY:sk-literal}", "prefix ${OPENAI_API_KEY}", "${OPENAI API KEY:}"})
    void refusesAKeyInTheFileAndDoesNotQuoteIt(String value) {
        String text = CatalogText.with("${OPENAI_API_KEY:}", value);

        assertThatExceptionOfType(CatalogRefused.class)
                .isThrownBy(() -> openai(text))
                .withMessage(
                        "models.yaml line 8: provider openai: api-key must name a variable of the environment, such as"
                                + " ${OPENAI_API_KEY:}; keys do not belong into this file");
    }

    @Test
    void refusesAKeyThatNoHeaderCanCarryAndDoesNotQuoteIt() {
        assertThatExceptionOfType(CatalogRefused.class)
                .isThrownBy(() -> openai(CatalogText.GOOD, "OPENAI_API_KEY", "sk-1\r\nx: y"))
                .withMessage(
                        "models.yaml line 8: provider openai: api-key holds a blank or a letter that no header can carry;"
                                + " correct the variable");
    }

    @Test
    void refusesAVariableThatIsNeitherSetNorHasADefault() {
        assertThatExceptionOfType(CatalogRefused.class)
                .isThrownBy(() -> openai(CatalogText.with("${OPENAI_API_KEY:}", "${OPENAI_API_KEY}")))
                .withMessage(
                        "models.yaml line 8: provider openai: api-key needs the variable OPENAI_API_KEY, which is not"
                                + " set; set it, or write ${OPENAI_API_KEY:} to do without");
    }

    @Test
    void fillsPlaceholdersWithinAText() {
        String text = CatalogText.with(ADDRESS, "https://${REGION:eu}.${DOMAIN}/v1");

        assertThat(openai(text, "DOMAIN", "example.com").baseUrl()).isEqualTo("https://eu.example.com/v1");
    }

    private static Provider openai(String text, String... environment) {
        return requireNonNull(CatalogText.read(text, environment).provider("openai"));
    }
}

package io.serai.catalog.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serai.catalog.Catalog;
import io.serai.catalog.CatalogRefused;
import io.serai.catalog.Model;
import io.serai.chat.Feature;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogReaderTest {

    @Test
    void readsWhatAFileSaysOfAModel() {
        Model model = CatalogText.read(CatalogText.GOOD).models().getFirst();

        assertThat(model.name()).isEqualTo("gpt-4o");
        assertThat(model.upstream()).isEqualTo("gpt-4o");
        assertThat(model.kind()).isEqualTo(Model.Kind.CHAT);
        assertThat(model.provider().name()).isEqualTo("openai");
        assertThat(model.aliases()).containsExactly("4o");
        assertThat(model.contextWindow()).isEqualTo(128000);
        assertThat(model.maxOutput()).isEqualTo(16384);
        assertThat(model.reasoning()).isFalse();
        assertThat(model.features()).containsExactlyInAnyOrder(Feature.TOOLS, Feature.VISION);
        assertThat(model.prices().prices()).hasSize(2);
        assertThat(model.prices().prices().getLast().source()).isEqualTo("price page");
        assertThat(model.source()).isEqualTo("a benchmark");
        assertThat(model.created())
                .isEqualTo(Instant.parse("2024-05-13T00:00:00Z").getEpochSecond());
        assertThat(model.deployment()).isEqualTo("openai/gpt-4o");
    }

    @Test
    void takesTheGeneralQualityForATaskWithoutAFigure() {
        Catalog catalog = CatalogText.read(CatalogText.GOOD);
        Model measured = catalog.models().getFirst();
        Model unmeasured = catalog.models().getLast();

        assertThat(measured.quality("coding")).isEqualTo(0.6);
        assertThat(measured.quality("support")).isEqualTo(0.7);
        assertThat(measured.quality("a word of the caller's own")).isEqualTo(0.7);
        assertThat(unmeasured.quality("coding")).isZero();
    }

    @Test
    void keepsEmbeddingModelsAwayFromChat() {
        Catalog catalog = CatalogText.read(CatalogText.GOOD);

        assertThat(catalog.models()).extracting(Model::name).containsExactly("gpt-4o", "embed");
        assertThat(catalog.chatModels()).extracting(Model::name).containsExactly("gpt-4o");
    }

    @Test
    void findsAModelByNameAliasProviderAndNameOrProviderAndUpstream() {
        Catalog catalog = CatalogText.read(CatalogText.GOOD);

        assertThat(catalog.find("embed")).isSameAs(catalog.models().getLast());
        assertThat(catalog.find("openai/embed")).isSameAs(catalog.models().getLast());
        assertThat(catalog.find("openai/text-embedding-3-small"))
                .isSameAs(catalog.models().getLast());
        assertThat(catalog.find("4o")).isSameAs(catalog.models().getFirst());
        assertThat(catalog.find("text-embedding-3-small")).isNull();
        assertThat(catalog.find("simulator/gpt-4o")).isNull();
        assertThat(catalog.provider("simulator")).isNotNull();
        assertThat(catalog.provider("gpt-4o")).isNull();
    }

    @Test
    void prefersANameThatSomebodyGaveToOneThatFollowsFromTheProvider() {
        Catalog catalog = CatalogText.read(CatalogText.with("name: embed", "name: openai/gpt-4o"));

        assertThat(catalog.find("openai/gpt-4o")).isSameAs(catalog.models().getLast());
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            api-key:            | apikey:               | line 8: provider openai: unknown key 'apikey'; did you mean 'api-key'?
            context-window: 8191 | kontext: 8191        | line 36: model embed: unknown key 'kontext'; known are name, provider, upstream, aliases, kind, released, context-window, max-output, reasoning, features, prices, quality, source
            default-price:      | defaults:             | line 1: catalogue: unknown key 'defaults'; known are providers, models, default-price
            input: 0.02         | inputt: 0.02          | line 39: model embed: price: per-million: unknown key 'inputt'; did you mean 'input'?
            name: embed         | name: gpt-4o          | line 32: model gpt-4o: the name 'gpt-4o' is already that of model gpt-4o; take another
            name: embed         | name: 4o              | line 32: model 4o: the name '4o' is already that of model gpt-4o; take another
            [4o]                | [4o, 4o]              | line 16: model gpt-4o: the name '4o' is already that of model gpt-4o; take another
            [4o]                | [gpt-4o]              | line 16: model gpt-4o: the name 'gpt-4o' is already that of model gpt-4o; take another
            [4o]                | ["auto:fastest"]      | line 16: model gpt-4o: the name 'auto:fastest' means that the rules choose; take another
            [4o]                | [simulator/x]         | line 16: model gpt-4o: the name 'simulator/x' would mean a model at provider simulator, not at openai; take another
            [4o]                | 4o                    | line 16: model gpt-4o: aliases must be a list, such as [a, b] or lines that begin with '- '
            name: embed         | name: em bed          | line 32: model em bed: name must be a name without blanks: 'em bed'
            name: embed         | name:                 | line 32: model: name is empty; give it a value or delete the line
            [tools, vision]     | [tools, visio]        | line 20: model gpt-4o: unknown feature 'visio'; did you mean 'vision'?
            [tools, vision]     | [tools, [vision]]     | line 20: model gpt-4o: features must be a single value, not a list or keys and values
            cache-read: 1.25    | cache-reed: 1.25      | line 27: model gpt-4o: price: per-million: unknown key 'cache-reed'; did you mean 'cache-read'?
            cache-read: 1.25    | cache-read: abc       | line 27: model gpt-4o: price: per-million: cache-read is not a decimal number such as 0.15: 'abc'
            cache-read: 1.25    | cache-read: 1e-3      | line 27: model gpt-4o: price: per-million: cache-read is not a decimal number such as 0.15: '1e-3'
            cache-read: 1.25    | cache-read: -1.25     | line 27: model gpt-4o: price: per-million: cache-read must not be negative: '-1.25'
            cache-read: 1.25    | cache-read: 0.0000001 | line 27: model gpt-4o: price: per-million: cache-read has more than 6 decimals, which no bill can show: '0.0000001'
            cache-read: 1.25    | cache-read: 1000001   | line 27: model gpt-4o: price: per-million: cache-read is more than a dollar a token, surely a slip: '1000001'
            cache-read: 1.25    | input: 1.25           | line 27: model gpt-4o: price: per-million: key 'input' is given twice; delete one
            `, output: 15.00`   | ``                    | line 23: model gpt-4o: price: per-million: output is missing; add it
            {input: 0.02}       | {output: 0.02}        | line 39: model embed: price: per-million: input is missing; add it
            `, output: 15}`     | }                     | line 2: catalogue: default-price: per-million: output is missing; add it
            from: 2024-10-02    | from: 02.10.2024      | line 24: model gpt-4o: price: from must be a date such as 2026-11-23: '02.10.2024'
            from: 2024-10-02    | from: 2024-02-30      | line 24: model gpt-4o: price: from must be a date such as 2026-11-23: '2024-02-30'
            from: 2024-10-02    | from: 2024-05-13      | line 24: model gpt-4o: price: two prices begin on 2024-05-13; delete one
            released: 2024-05-13 | released: May 2024   | line 17: model gpt-4o: released must be a date such as 2026-11-23: 'May 2024'
            general: 0.7        | general: 1.1          | line 30: model gpt-4o: quality: general must be from 0 to 1: '1.1'
            general: 0.7        | general: -0.1         | line 30: model gpt-4o: quality: general must be from 0 to 1: '-0.1'
            general: 0.7        | general: good         | line 30: model gpt-4o: quality: general is not a decimal number such as 0.15: 'good'
            coding: 0.6         | codng: 0.6            | line 30: model gpt-4o: quality: unknown task 'codng'; did you mean 'coding'?
            source: a benchmark | reasoning: false      | line 14: model gpt-4o: quality needs a source; add one line that says where the figures come from
            source: a benchmark | reasoning: maybe      | line 31: model gpt-4o: reasoning must be true or false: 'maybe'
            context-window: 128000 | context-window: 0  | line 18: model gpt-4o: context-window must be from 1 to 2147483647: '0'
            context-window: 128000 | context-window: 128k | line 18: model gpt-4o: context-window must be a whole number: '128k'
            max-output: 16384   | max-output: 999999    | line 19: model gpt-4o: max-output 999999 is more than context-window 128000; correct one
            `    max-output: 16384\n` | ``              | line 14: model gpt-4o: max-output is missing; add it
            kind: embedding     | kind: embeddings      | line 35: model embed: kind must be chat or embedding: 'embeddings'
            kind: embedding     | `kind: embedding\n    features: [tools]` | line 36: model embed: an embedding model has no features; delete them
            wire: simulator     | wire: simulatr        | line 12: provider simulator: unknown wire 'simulatr'; did you mean 'simulator'?
            first-byte: 30s     | first-byte: 30        | line 9: provider openai: first-byte must be a time such as 500ms, 30s or 2m: '30'
            first-byte: 30s     | idle: 0s              | line 9: provider openai: idle must be a time such as 500ms, 30s or 2m: '0s'
            first-byte: 30s     | key: never            | line 9: provider openai: key must be optional or required: 'never'
            first-byte: 30s     | wire: openai          | line 9: provider openai: key 'wire' is given twice; delete one
            `  simulator:`      | `  Simulator:`        | line 11: provider Simulator: a provider's name must be made of lowercase letters, digits and hyphens
            openai-chat-sink    | OpenAI Chat           | line 5: provider openai: connector must be the name of a Kamelet, made of lowercase letters, digits and hyphens: 'OpenAI Chat'
            """)
    void refusesWithTheLineAndWhatToDo(String piece, String replacement, String message) {
        String text = CatalogText.with(lines(piece), lines(replacement == null ? "" : replacement));

        assertThatExceptionOfType(CatalogRefused.class)
                .isThrownBy(() -> CatalogText.read(text))
                .withMessage("models.yaml " + message);
    }

    private static String lines(String escaped) {
        return escaped.replace("\\n", "\n");
    }

    @Test
    void refusesAModelOfAProviderThatIsNotThere() {
        String text = CatalogText.GOOD.replace("provider: openai", "provider: openay");

        assertThatExceptionOfType(CatalogRefused.class)
                .isThrownBy(() -> CatalogText.read(text))
                .withMessage("models.yaml line 15: model gpt-4o: unknown provider 'openay'; did you mean 'openai'?");
    }

    @Test
    void tellsLineAndReasonApart() {
        CatalogRefused refused = refusal(CatalogText.with("cache-read: 1.25", "cache-read: abc"));

        assertThat(refused.file()).isEqualTo("models.yaml");
        assertThat(refused.line()).isEqualTo(27);
        assertThat(refused.reason())
                .isEqualTo("model gpt-4o: price: per-million: cache-read is not a decimal number such as 0.15: 'abc'");
    }

    @Test
    void refusesAnEmptyFile() {
        for (String empty : new String[] {"", "\n\n", "# only a comment\n"}) {
            assertThat(refusal(empty))
                    .hasMessage("models.yaml: the file is empty; it needs providers, models and default-price");
        }
    }

    @Test
    void refusesAFileWithoutASection() {
        assertThat(refusal("models: []")).hasMessage("models.yaml line 1: catalogue: providers is missing; add it");
        assertThat(refusal(CatalogText.GOOD.substring(0, CatalogText.GOOD.indexOf("models:")) + "models: []\n"))
                .hasMessage("models.yaml line 13: catalogue: models is empty; add a model");
        assertThat(refusal("just words"))
                .hasMessage("models.yaml line 1: catalogue: must have keys and values, one 'key: value' a line");
    }

    @Test
    void refusesAConnectorThatIsNotThere() {
        byte[] good = CatalogText.GOOD.getBytes(StandardCharsets.UTF_8);

        assertThatExceptionOfType(CatalogRefused.class)
                .isThrownBy(() -> CatalogReader.read(good, "models.yaml", name -> null, Set.of("another-sink")))
                .withMessageContaining("there is no connector ");
        assertThat(CatalogReader.read(good, "models.yaml", name -> null, Set.of())
                        .providers())
                .isNotEmpty();
    }

    @Test
    void refusesWhatIsNoYaml() {
        CatalogRefused refused = refusal(CatalogText.with("wire: simulator", "wire: [simulator"));

        assertThat(refused.line()).isEqualTo(13);
        assertThat(refused.reason()).startsWith("not valid YAML: ");
    }

    @Test
    void refusesControlCharactersAndWhatIsNotUtf8WithTheirLines() {
        assertThat(refusal(CatalogText.with("a benchmark", "a bench\0mark")))
                .hasMessage("models.yaml line 31: a control character stands where only text may; delete it");

        byte[] latin1 = CatalogText.with("a benchmark", "ein Maß").getBytes(StandardCharsets.ISO_8859_1);
        assertThatExceptionOfType(CatalogRefused.class)
                .isThrownBy(() -> CatalogReader.read(latin1, "models.yaml", name -> null))
                .withMessage("models.yaml line 31: not UTF-8; save the file as UTF-8");
    }

    @Test
    void refusesAFileThatEndsWithinALetter() {
        byte[] whole = (CatalogText.GOOD + "# ß").getBytes(StandardCharsets.UTF_8);
        byte[] cut = Arrays.copyOf(whole, whole.length - 1);

        assertThatExceptionOfType(CatalogRefused.class)
                .isThrownBy(() -> CatalogReader.read(cut, "models.yaml", name -> null))
                .withMessage("models.yaml line 40: not UTF-8; save the file as UTF-8");
    }

    @Test
    void refusesAFileOfMonstrousSize() {
        byte[] large = new byte[CatalogReader.MOST_BYTES + 1];

        assertThatExceptionOfType(CatalogRefused.class)
                .isThrownBy(() -> CatalogReader.read(large, "models.yaml", name -> null))
                .withMessage("models.yaml: the file has 4194305 bytes, more than the 4194304 that are read");
    }

    @Test
    void survivesYamlThatContainsItself() {
        assertThat(refusal("&a {models: *a, providers: *a, default-price: *a}").line())
                .isEqualTo(1);
        assertThat(refusal("&a [*a]").reason()).contains("must have keys and values");
        assertThat(refusal("[".repeat(100_000)).reason()).startsWith("not valid YAML: ");
    }

    @Test
    void readsAFileThatBeginsWithAByteOrderMark() {
        assertThat(CatalogText.read("\uFEFF" + CatalogText.GOOD).models()).hasSize(2);
    }

    private static CatalogRefused refusal(String text) {
        try {
            CatalogText.read(text);
        } catch (CatalogRefused refused) {
            return refused;
        }
        throw new AssertionError("was not refused");
    }
}

package io.serai.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.serai.chat.ChatRequest;
import io.serai.chat.Json;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.ResponseFormat;
import io.serai.chat.Sampling;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import io.serai.chat.ToolChoice;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerTest {

    private static final Tokenizer TOKENIZER = new Tokenizer();

    private static final String PROSE = """
            My order arrived damaged and the support page gives an error when I try to send a photo. Could you tell me how \
            I can get a refund or a replacement, and how long it usually takes? The order number is 48213-77. """;

    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "hello world, 2",
        "tiktoken is great!, 6",
        "antidisestablishmentarianism, 6",
        "2 + 2 = 4, 7",
        "お誕生日おめでとう, 8",
    })
    void countsAsTheVocabularysAuthorsDo(String text, int tokens) {
        assertThat(TOKENIZER.count(text)).isEqualTo(tokens);
    }

    @Test
    void takesSpecialTokensAndHalfALetterForText() {
        assertThat(TOKENIZER.count("<|endoftext|>")).isEqualTo(7);
        assertThat(TOKENIZER.count("a\ud83d b")).isPositive();
    }

    @Test
    void countsOneMessageByTheRecipe() {
        // 3 for the message + 1 for its role + 2 for "hello world" + 3 for the answer's beginning
        assertThat(TOKENIZER.count(request(user("hello world")))).isEqualTo(9);
        // a name costs itself and one more
        assertThat(TOKENIZER.count(request(new Message.User(List.of(new Part.Text("hello world")), "world"))))
                .isEqualTo(9 + 1 + TOKENIZER.count("world"));
        assertThat(TOKENIZER.count(request())).isEqualTo(3);
    }

    @Test
    void countsTheConversationOfOpenAisCookbookAsItsApiDoes() {
        ChatRequest request = request(
                system(
                        "You are a helpful, pattern-following assistant that translates corporate jargon into plain English."),
                named("example_user", "New synergies will help drive top-line growth."),
                named("example_assistant", "Things working well together will increase revenue."),
                named(
                        "example_user",
                        "Let's circle back when we have more bandwidth to touch base on opportunities for"
                                + " increased leverage."),
                named("example_assistant", "Let's talk later when we're less busy about how to do better."),
                user("This late pivot means we don't have time to boil the ocean for the client deliverable."));

        assertThat(TOKENIZER.count(request)).isEqualTo(124);
    }

    @Test
    void comesNearToWhatOpenAiCountsForATool() {
        Tool tool = new Tool("get_current_weather", "Get the current weather in a given location", new Json("""
                {"type":"object","properties":{"location":{"type":"string","description":"The city and state, e.g. San \
                Francisco, CA"},"unit":{"type":"string","description":"The unit of temperature to return","enum":["celsius",\
                "fahrenheit"]}},"required":["location"]}"""), null);
        ChatRequest request = request(
                List.of(
                        system("You are a helpful assistant that can answer to questions about the weather."),
                        user("What's the weather like in San Francisco?")),
                List.of(tool),
                new ResponseFormat.Text());

        // OpenAI's cookbook: the API counts 101 with gpt-4o
        assertThat(TOKENIZER.count(request)).isCloseTo(101, within(6));
    }

    @Test
    void countsPicturesSoundAndDocumentsByFixedEstimates() {
        int empty = TOKENIZER.count(request(parts()));

        assertThat(TOKENIZER.count(request(parts(new Part.ImageUrl("https://a/b.png", null)))) - empty)
                .isEqualTo(765);
        assertThat(TOKENIZER.count(request(parts(new Part.ImageData("image/png", "AAAA", "low")))) - empty)
                .isEqualTo(85);
        // a second of sound at 24 kHz and 16 bits is 48 000 bytes, 64 000 characters of base64, ten tokens
        assertThat(TOKENIZER.count(request(parts(new Part.Audio("wav", "A".repeat(64_000))))) - empty)
                .isCloseTo(10, within(1));
        assertThat(TOKENIZER.count(request(parts(new Part.File("file-1", null, null)))) - empty)
                .isEqualTo(1500);
    }

    @Test
    void countsToolCallsTheirResultsAndTheSchemaOfTheAnswer() {
        int empty = TOKENIZER.count(request(assistant()));

        assertThat(TOKENIZER.count(request(assistant(new ToolCall("c1", "hello", "{\"a\":1}")))) - empty)
                .isEqualTo(3 + TOKENIZER.count("hello") + TOKENIZER.count("{\"a\":1}"));
        assertThat(TOKENIZER.count(request(new Message.ToolResult("c1", List.of(new Part.Text("hello world"))))))
                .isEqualTo(9);
        assertThat(TOKENIZER.count(request(
                        List.of(user("hello world")),
                        List.of(),
                        new ResponseFormat.JsonSchema("x", null, new Json("{\"type\":\"object\"}"), null))))
                .isGreaterThan(9);
    }

    @Test
    void estimatesALongTextFromPiecesOfIt() {
        String text = PROSE.repeat(100);
        int counted = TOKENIZER.count(PROSE) * 100;

        assertThat(text.length()).isGreaterThan(Tokenizer.EXACT);
        assertThat(TOKENIZER.count(text)).isCloseTo(counted, Percentage.withPercentage(4));
    }

    @Test
    void estimatesATextWhoseKindChangesFromAllItsParts() {
        String text = PROSE.repeat(50) + "漢字仮名交じり文".repeat(1250);
        int counted = TOKENIZER.count(PROSE) * 50 + TOKENIZER.count("漢字仮名交じり文") * 1250;

        assertThat(TOKENIZER.count(text)).isCloseTo(counted, Percentage.withPercentage(15));
    }

    @Test
    void estimatesAConversationOfManyMessagesAsOneText() {
        Message[] many =
                IntStream.range(0, 2_000).mapToObj(i -> user("hello world")).toArray(Message[]::new);

        assertThat(TOKENIZER.count(request(many))).isCloseTo(3 + 2_000 * 6, Percentage.withPercentage(4));
    }

    @Test
    void survivesMessagesWithoutTextAmongLongOnes() {
        assertThat(TOKENIZER.count(request(user(""), user(PROSE.repeat(50)), user(""), user(""))))
                .isCloseTo(TOKENIZER.count(PROSE) * 50, Percentage.withPercentage(5));
    }

    @Test
    @Timeout(20)
    void isNotHeldUpByTextWithoutBlanks() {
        Random random = new Random(1);
        StringBuilder letters = new StringBuilder();
        IntStream.range(0, 2_000_000).forEach(i -> letters.append((char) ('a' + random.nextInt(26))));
        TOKENIZER.count(letters.toString());

        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        int tokens = TOKENIZER.count(letters.toString());
        Duration took = Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);

        assertThat(tokens).isCloseTo(1_040_000, Percentage.withPercentage(5));
        // Counted whole it would be minutes. Of this thread alone, so that what else the machine does is not measured.
        assertThat(took).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void doesNotCutALetterInTwo() {
        String smiles = "😀".repeat(500);

        assertThat(TOKENIZER.count(smiles)).isCloseTo(500, Percentage.withPercentage(5));
    }

    private static Message user(String text) {
        return new Message.User(List.of(new Part.Text(text)), null);
    }

    private static Message system(String text) {
        return new Message.System(List.of(new Part.Text(text)), false, null);
    }

    private static Message named(String name, String text) {
        return new Message.System(List.of(new Part.Text(text)), false, name);
    }

    private static Message parts(Part... parts) {
        return new Message.User(List.of(parts), null);
    }

    private static Message assistant(ToolCall... calls) {
        return new Message.Assistant(List.of(), List.of(calls), null);
    }

    private static ChatRequest request(Message... messages) {
        return request(List.of(messages), List.of(), new ResponseFormat.Text());
    }

    private static ChatRequest request(List<Message> messages, List<Tool> tools, ResponseFormat format) {
        Sampling sampling = new Sampling(null, null, null, List.of(), null, null, null, null, null, null, null, null);
        return new ChatRequest(
                "auto",
                List.of(),
                messages,
                tools,
                new ToolChoice.Auto(),
                format,
                sampling,
                false,
                false,
                Map.of(),
                null,
                Map.of(),
                null);
    }
}

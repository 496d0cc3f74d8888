package io.serai.routing.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.routing.Requests;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskClassifierTest {

    private final TaskClassifier classifier = new TaskClassifier();

    private String classify(String text) {
        return classifier.classify(Requests.asking(text).build());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    support        | My parcel still hasn't arrived, where is my order?
                    support        | I was charged twice for my subscription, please refund one of the payments.
                    support        | I can't log in to my account any more.
                    reasoning      | Prove that the square root of 2 is irrational.
                    reasoning      | Anna has 12 apples, gives away a third and buys 5 more. How many apples does she have?
                    reasoning      | Solve $x^2 - 5x + 6 = 0$ for \\frac{x}{2}.
                    coding         | Write a Python function that reverses a linked list.
                    coding         | Why does this throw a NullPointerException? String s = null; s.length();
                    summarisation  | Summarise the following meeting in three bullet points: Bob said hello, Eve left early.
                    summarisation  | tl;dr of this email thread please
                    extraction     | Extract the invoice number and the total from this text: Invoice 4711, total 30 EUR.
                    classification | Is the sentiment of this review positive or negative? "The food was cold."
                    classification | Classify this ticket into one of these categories: billing, bug, other.
                    translation    | Translate this sentence into German: where is the station?
                    translation    | How do you say "thank you" in Japanese?
                    translation    | 请把这句话翻译成英文
                    creative       | Write a short story about a dragon who is afraid of fire.
                    creative       | A haiku about autumn, please.
                    general        | Who was Ada Lovelace?
                    general        | Hello!
                    general        | ''
                    """)
    void tellsTypesApartByWordsAndBuild(String type, String text) {
        assertThat(classify(text)).isEqualTo(type);
    }

    @Test
    void toolsMakeAPlainQuestionToolUseButNotAProgram() {
        assertThat(classifier.classify(
                        Requests.asking("What is the weather in Oslo?").tools().build()))
                .isEqualTo("tool-use");
        assertThat(classifier.classify(
                        Requests.asking("Refactor this Java class and debug the failing unit test: class A {}")
                                .tools()
                                .build()))
                .isEqualTo("coding");
    }

    @Test
    void theSystemPromptHelpsWhereTheTurnSaysLittle() {
        assertThat(classify("It stopped blinking since yesterday.")).isEqualTo("general");
        assertThat(classifier.classify(Requests.asking("It stopped blinking since yesterday.")
                        .system("You are a customer support agent of a maker of routers.")
                        .build()))
                .isEqualTo("support");
    }

    @Test
    void aShortTurnIsReadWithTheOneBefore() {
        assertThat(classifier.classify(Requests.asking("Write a function to sort a list.")
                        .then("def f(): ...", "And with comments?")
                        .build()))
                .isEqualTo("coding");
    }

    @Test
    void instructionsAreFoundAtBothEndsOfALongText() {
        String story = "The council met on Tuesday and talked about the bridge. ".repeat(2_000);
        assertThat(classify("Summarize the following article.\n" + story)).isEqualTo("summarisation");
        assertThat(classify(story + "\nTranslate the text above into Spanish.")).isEqualTo("translation");
    }

    @Test
    void aFenceAroundJsonIsNoProgram() {
        assertThat(classify("Who won?\n```json\n{\"answer\": \"\"}\n```")).isNotEqualTo("coding");
        assertThat(classify("What is wrong here?\n```\nfor (;;) { x(); }\n```")).isEqualTo("coding");
    }

    @Test
    void theSameRequestAlwaysGetsTheSameType() {
        List<String> texts =
                List.of("sum up", "a code poem in French", "lost card order refund ".repeat(50), "😀\uD83D", "\\");
        for (String text : texts) {
            assertThat(classify(text))
                    .isEqualTo(
                            new TaskClassifier().classify(Requests.asking(text).build()));
        }
    }

    @Test
    void aMegabyteCostsNoMoreThanAFewPages() {
        List<String> megabytes = List.of(
                "a".repeat(1 << 20), "```".repeat(1 << 18), "translate ".repeat(100_000), "\\a$^{".repeat(200_000));
        for (String text : megabytes) {
            classify(text);
        }
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int i = 0; i < 50; i++) {
            for (String text : megabytes) {
                classify(text);
            }
        }
        // Of this thread alone, so that what else the machine does is not measured.
        assertThat(Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start))
                .as("200 megabytes; reading them all would take seconds")
                .isLessThan(Duration.ofSeconds(1));
    }
}

package io.serai.routing.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.routing.Requests;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Measures the classifier on labelled prompts that are no part of this repository (some forbid commercial use).
 *
 * <p>Only their dev split counts: the word list was written with an eye on the other one.
 */
class TaskClassifierAccuracyTest {

    private static final Path PROMPTS = Path.of("../shared/data/routing/task-types.jsonl.gz");

    private static final Map<String, String> OUR_WORDS = Map.of(
            "math-reasoning", "reasoning",
            "extraction-closed-qa", "extraction",
            "chat-general", "general");

    @Test
    void isRightOnMostLabelledPrompts() throws IOException {
        assumeTrue(Files.exists(PROMPTS), () -> "skipped: the labelled prompts are not at " + PROMPTS);
        TaskClassifier classifier = new TaskClassifier();
        ObjectMapper json = new ObjectMapper();
        Map<String, Map<String, Integer>> found = new TreeMap<>();
        int right = 0;
        int all = 0;
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(PROMPTS)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode prompt = json.readTree(line);
                if (prompt.get("split").asText().equals("dev")) {
                    String label = prompt.get("label").asText();
                    String wanted = OUR_WORDS.getOrDefault(label, label);
                    String type = classifier.classify(
                            request(prompt.get("text").asText(), wanted).build());
                    found.computeIfAbsent(wanted, any -> new TreeMap<>()).merge(type, 1, Integer::sum);
                    all++;
                    right += type.equals(wanted) ? 1 : 0;
                }
            }
        }
        assertThat(right / (double) all)
                .as("%d of %d right: %s", right, all, found)
                .isGreaterThan(0.8);
    }

    /** Prompts for tools come with tools. */
    private static Requests request(String text, String type) {
        Requests request = Requests.asking(text);
        return type.equals("tool-use") ? request.tools() : request;
    }
}

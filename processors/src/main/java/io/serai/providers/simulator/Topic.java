package io.serai.providers.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a prompt is about, as far as its words betray it. */
final class Topic {

    private static final int MOST_WORDS = 10;

    private final String prompt;
    private final String words;
    private final List<String> names;
    private final List<String> numbers = new ArrayList<>();

    Topic(String prompt) {
        this.prompt = prompt;
        this.words = firstWords(prompt);
        this.names = names(prompt);
        for (String word : prompt.split("[^0-9.]+")) {
            String number = word.endsWith(".") ? word.substring(0, word.length() - 1) : word;
            if (!number.isEmpty() && number.length() < 10 && number.chars().allMatch(Character::isDigit)) {
                numbers.add(number);
            }
        }
    }

    /** The first few words of the prompt's first sentence. */
    String words() {
        return words;
    }

    /** Proper names and quoted phrases, in order, each once. */
    List<String> names() {
        return names;
    }

    /** Whole numbers, in order. */
    List<String> numbers() {
        return numbers;
    }

    String lower() {
        return prompt.toLowerCase(Locale.ROOT);
    }

    private static String firstWords(String prompt) {
        StringBuilder words = new StringBuilder();
        int count = 0;
        for (String word : prompt.strip().split("\\s+")) {
            if (count++ == MOST_WORDS) {
                break;
            }
            boolean last = word.endsWith(".") || word.endsWith("?") || word.endsWith("!") || word.endsWith(":");
            String bare = last ? word.substring(0, word.length() - 1) : word;
            words.append(words.isEmpty() ? "" : " ").append(bare.length() > 40 ? bare.substring(0, 40) : bare);
            if (last) {
                break;
            }
        }
        return words.isEmpty() ? "your request" : words.toString();
    }

    private static List<String> names(String prompt) {
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        boolean sentenceBegins = true;
        for (String word : prompt.split("\\s+")) {
            String bare = bare(word);
            boolean capital = !bare.isEmpty() && Character.isUpperCase(bare.codePointAt(0));
            boolean ends = !word.isEmpty() && ",.;:?!".indexOf(word.charAt(word.length() - 1)) >= 0;
            if (capital && !sentenceBegins) {
                name.append(name.isEmpty() ? "" : " ").append(bare);
            } else {
                add(name, names);
            }
            if (ends) {
                add(name, names);
            }
            sentenceBegins = ends && !word.endsWith(",");
        }
        add(name, names);
        return names;
    }

    private static void add(StringBuilder name, List<String> names) {
        if (!name.isEmpty() && !names.contains(name.toString())) {
            names.add(name.toString());
        }
        name.setLength(0);
    }

    private static String bare(String word) {
        int from = 0;
        int to = word.length();
        while (from < to && !Character.isLetterOrDigit(word.charAt(from))) {
            from++;
        }
        while (to > from && !Character.isLetterOrDigit(word.charAt(to - 1))) {
            to--;
        }
        String bare = word.substring(from, to);
        return bare.endsWith("'s") ? bare.substring(0, bare.length() - 2) : bare;
    }
}

package io.serai.simulator.question;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a prompt is about, as far as its words betray it. */
public final class Topic {

    private static final int MOST_WORDS = 10;

    /** What is about something says so in its beginning; the rest of a long prompt is not looked at. */
    private static final int LOOKED_AT = 4_000;

    private static final int MOST_NAMES = 100;
    private static final int LONGEST_NAME = 60;
    private static final int LONGEST_WORD = 40;

    private final String lower;
    private final String words;
    private final List<String> names;
    private final List<String> numbers = new ArrayList<>();

    public Topic(String text) {
        String prompt = beginning(text, LOOKED_AT);
        this.lower = prompt.toLowerCase(Locale.ROOT);
        this.words = firstWords(prompt);
        this.names = names(prompt);
        for (String word : prompt.split("[^0-9.]+")) {
            String number = word.endsWith(".") ? word.substring(0, word.length() - 1) : word;
            if (!number.isEmpty() && number.length() < 10 && number.chars().allMatch(Character::isDigit)) {
                numbers.add(number);
            }
        }
    }

    /** A text's first characters, no pair of them torn apart. */
    public static String beginning(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    /** The first few words of the prompt's first sentence. */
    public String words() {
        return words;
    }

    /** Proper names and quoted phrases, in order, each once. */
    public List<String> names() {
        return names;
    }

    /** Whole numbers, in order. */
    public List<String> numbers() {
        return numbers;
    }

    /** The prompt's beginning in lower case. */
    public String lower() {
        return lower;
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
            words.append(words.isEmpty() ? "" : " ").append(beginning(bare, LONGEST_WORD));
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
        if (!name.isEmpty() && names.size() < MOST_NAMES) {
            String whole = beginning(name.toString(), LONGEST_NAME);
            if (!names.contains(whole)) {
                names.add(whole);
            }
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

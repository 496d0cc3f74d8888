package io.serai.routing.preference;

import io.serai.call.Preference;
import io.serai.call.Preference.Handling;
import io.serai.call.Profile;
import io.serai.usage.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the sentence by which a rule says what it prefers.
 *
 * <p>A sentence is a profile and any limits behind it, parted by commas: {@code best, quality >= 0.8, cost <= 0.02,
 * latency <= 3s, models gpt-4o claude-*, providers openai anthropic}. {@code retries 0}, {@code wait <= 5s}, {@code patience <= 20s}
 * and {@code continue off} say how failures are handled. Quality is 0 to 1 for the task, cost is US dollars for
 * the call, latency is the whole answer in {@code ms}, {@code s} or {@code m}. {@code in order, models a b} in place of a
 * profile asks in the order in which it names them. Or the sentence refuses, see {@link RefusalSentence}. A sentence read
 * once is remembered.
 */
public final class Preferences {

    /** Rules are few; a sentence computed a call must not fill the memory. */
    private static final int REMEMBERED = 1_000;

    private static final String CLAUSES =
            "quality >=, cost <=, latency <=, models, providers, retries, wait <=, patience <= or continue";

    private final Map<String, Sentence> byRule = new ConcurrentHashMap<>();

    private record Sentence(String text, Ruling ruling) {}

    /**
     * What the sentence of a rule comes to.
     *
     * @param rule the rule's id, kept in what it comes to
     * @throws IllegalArgumentException when the sentence cannot be read; its message names the rule and the word
     */
    public Ruling parse(String rule, String text) {
        Sentence known = byRule.get(rule);
        if (known != null && known.text.equals(text)) {
            return known.ruling;
        }
        Ruling ruling = read(rule, text);
        if (known != null || byRule.size() < REMEMBERED) {
            byRule.put(rule, new Sentence(text, ruling));
        }
        return ruling;
    }

    private static Ruling read(String rule, String text) {
        try {
            return RefusalSentence.isOne(text)
                    ? new Ruling.Refuses(RefusalSentence.read(rule, text))
                    : new Ruling.Prefers(new Reading(rule).read(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("rule " + rule + ": " + e.getMessage(), e);
        }
    }

    /** The profile a word names that callers may name too, or null. */
    static @Nullable Profile profile(String word) {
        for (Profile profile : Profile.values()) {
            if (profile != Profile.IN_ORDER && profile.label().equals(word)) {
                return profile;
            }
        }
        return null;
    }

    static String profileWords() {
        return Arrays.stream(Profile.values())
                .filter(profile -> profile != Profile.IN_ORDER)
                .map(Profile::label)
                .collect(Collectors.joining(", "));
    }

    /** One sentence while it is read. */
    private static final class Reading {

        private final String rule;
        private @Nullable Double quality;
        private @Nullable Money cost;
        private @Nullable Duration latency;
        private @Nullable List<String> models;
        private @Nullable List<String> providers;
        private @Nullable Integer retries;
        private @Nullable Duration wait;
        private @Nullable Duration patience;
        private @Nullable Boolean continues;

        Reading(String rule) {
            this.rule = rule;
        }

        Preference read(String text) {
            String[] clauses = text.strip().split(",", -1);
            String first = clauses[0].strip().replaceAll("\\s+", " ");
            Profile profile = first.equals(Profile.IN_ORDER.label()) ? Profile.IN_ORDER : profile(first);
            if (profile == null) {
                throw new IllegalArgumentException("a preference begins with one of " + profileWords()
                        + ", or with 'in order' or 'refuse', not with '" + first + "'");
            }
            for (int i = 1; i < clauses.length; i++) {
                clause(clauses[i].strip());
            }
            if (profile == Profile.IN_ORDER && models == null && providers == null) {
                throw new IllegalArgumentException(
                        "'in order' needs what to ask, as in: in order, models gpt-4o claude-sonnet-4-5");
            }
            return new Preference(
                    rule,
                    profile,
                    quality,
                    cost,
                    latency,
                    orNone(models),
                    orNone(providers),
                    new Handling(retries, wait, patience, continues));
        }

        private static List<String> orNone(@Nullable List<String> names) {
            return names == null ? List.of() : names;
        }

        private void clause(String clause) {
            String spaced = clause.replace(">=", " >= ").replace("<=", " <= ");
            List<String> words = Arrays.stream(spaced.split("\\s+"))
                    .filter(w -> !w.isEmpty())
                    .toList();
            if (words.isEmpty()) {
                throw new IllegalArgumentException("there is nothing behind a comma");
            }
            switch (words.getFirst()) {
                case "quality" -> quality = once(clause, quality, fraction(value(words, ">=")));
                case "cost" -> cost = once(clause, cost, dollars(value(words, "<=")));
                case "latency" -> latency = once(clause, latency, duration(value(words, "<=")));
                case "models" -> models = once(clause, models, names(words));
                case "providers" -> providers = once(clause, providers, names(words));
                case "retries" -> retries = once(clause, retries, retries(word(words)));
                case "wait" -> wait = once(clause, wait, duration(value(words, "<=")));
                case "patience" -> patience = once(clause, patience, duration(value(words, "<=")));
                case "continue" -> continues = once(clause, continues, continues(word(words)));
                default ->
                    throw new IllegalArgumentException(
                            "'" + words.getFirst() + "' is no limit; a limit is one of " + CLAUSES);
            }
        }

        private static <T> T once(String clause, @Nullable T before, T now) {
            if (before != null) {
                throw new IllegalArgumentException("'" + clause + "' says again what was said before");
            }
            return now;
        }

        private static String word(List<String> words) {
            if (words.size() != 2) {
                throw new IllegalArgumentException(
                        "'" + String.join(" ", words) + "' is not of the form '" + words.getFirst() + " value'");
            }
            return words.get(1);
        }

        private static Integer retries(String word) {
            if (word.length() != 1 || word.charAt(0) < '0' || word.charAt(0) > '5') {
                throw new IllegalArgumentException("'" + word + "' is not a number of retries between 0 and 5");
            }
            return word.charAt(0) - '0';
        }

        private static Boolean continues(String word) {
            return switch (word) {
                case "on" -> true;
                case "off" -> false;
                default -> throw new IllegalArgumentException("'" + word + "' is neither on nor off");
            };
        }

        private static String value(List<String> words, String sign) {
            if (words.size() != 3 || !words.get(1).equals(sign)) {
                throw new IllegalArgumentException("'" + String.join(" ", words) + "' is not of the form '"
                        + words.getFirst() + " " + sign + " value'");
            }
            return words.get(2);
        }

        private static List<String> names(List<String> words) {
            if (words.size() == 1) {
                throw new IllegalArgumentException("'" + words.getFirst() + "' names none");
            }
            return List.copyOf(words.subList(1, words.size()));
        }

        private static Double fraction(String word) {
            BigDecimal number = number(word, "a quality between 0 and 1");
            if (number.compareTo(BigDecimal.ONE) > 0) {
                throw new IllegalArgumentException("'" + word + "' is not a quality between 0 and 1");
            }
            return number.doubleValue();
        }

        private static Money dollars(String word) {
            return new Money(number(word.startsWith("$") ? word.substring(1) : word, "an amount in US dollars"));
        }

        private static BigDecimal number(String word, String wanted) {
            BigDecimal number = decimal(word);
            if (number == null || number.signum() < 0) {
                throw new IllegalArgumentException("'" + word + "' is not " + wanted);
            }
            return number;
        }

        private static @Nullable BigDecimal decimal(String word) {
            for (int i = 0; i < word.length(); i++) {
                char c = word.charAt(i);
                if (c != '.' && (c < '0' || c > '9')) {
                    return null;
                }
            }
            try {
                return new BigDecimal(word);
            } catch (NumberFormatException e) {
                return null;
            }
        }

        private static Duration duration(String word) {
            String unit = word.endsWith("ms") ? "ms" : word.endsWith("s") ? "s" : word.endsWith("m") ? "m" : "";
            BigDecimal number = decimal(word.substring(0, word.length() - unit.length()));
            if (unit.isEmpty() || number == null || number.signum() == 0) {
                throw new IllegalArgumentException("'" + word + "' is not a time such as 800ms, 3s or 1m");
            }
            BigDecimal millis = number.movePointRight(unit.equals("ms") ? 0 : 3);
            return Duration.ofMillis((unit.equals("m") ? millis.multiply(BigDecimal.valueOf(60)) : millis).longValue());
        }
    }
}

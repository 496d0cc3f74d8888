package io.serai.steps.continuation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.call.ProviderFailure;
import io.serai.providers.Prefill;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The text of a continuing answer joins what was delivered, whatever it repeats and wherever it is cut. */
class SeamTest {

    private static final List<String> TEXTS = List.of(
            "The quick brown fox jumps over the lazy dog. It had never done so before, and it will not do so again.",
            "First line\nSecond  line, with two spaces\n\n\tAn indented one.\n\n- a list\n- of two\n\nThe end.\n",
            "  A text that begins with blanks and ends with them.  \n",
            "Grüße aus 中文的世界，这里没有空格。下一句也没有空格。🙂🙂 Ende, wirklich.",
            "def f(x):\n    if x:\n        return x\n    return f(x - 1)\n\nprint(f(3))\n",
            "a b c d e f g h i j k l m n o p q r s t u v w x y z and then it goes on to count: 1 2 3 4 5 6 7 8 9 10");

    private final Random random = new Random(42);

    @ParameterizedTest
    @EnumSource(Prefill.class)
    void anAnswerThatBeginsAnewIsJoinedWhereverItWasCut(Prefill way) {
        for (String text : TEXTS) {
            for (int cut = 1; cut <= text.length(); cut++) {
                if (way == Prefill.EXACT || way == Prefill.STRIPPED) {
                    if (text.substring(0, cut).stripTrailing().length() < Seam.SURE_OVERLAP) {
                        continue; // such models go on; so little may well be said twice
                    }
                }
                assertThat(joined(text.substring(0, cut), text, way))
                        .as("%s, cut at %d", way, cut)
                        .isEqualTo(text);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Prefill.class,
            names = {"NONE", "EXACT"})
    void anAnswerThatGoesOnDirectlyIsJoinedWhereverItWasCut(Prefill way) {
        for (String text : TEXTS) {
            for (int cut = 1; cut < text.length(); cut++) {
                if (text.substring(0, cut).isBlank()) {
                    continue; // the whole answer is asked for anew
                }
                assertThat(joined(text.substring(0, cut), text.substring(cut), way))
                        .as("%s, cut at %d", way, cut)
                        .isEqualTo(text);
            }
        }
    }

    @Test
    void whiteSpaceThatWasNotSentMayComeAgain() {
        for (String text : TEXTS) {
            for (int cut = 1; cut < text.length(); cut++) {
                String sent = text.substring(0, cut).stripTrailing();
                assertThat(joined(text.substring(0, cut), text.substring(sent.length()), Prefill.STRIPPED))
                        .as("cut at %d", cut)
                        .isEqualTo(text);
                assertThat(joined(text.substring(0, cut), text.substring(cut), Prefill.STRIPPED)
                                .replaceAll("\\s", ""))
                        .isEqualTo(text.replaceAll("\\s", ""));
            }
        }
    }

    @Test
    void theLastWordsThatAModelIsAskedToRepeatAreDropped() {
        for (String text : TEXTS) {
            for (int cut = 1; cut < text.length(); cut++) {
                String delivered = text.substring(0, cut);
                String asked = Rest.lastWords(delivered.stripTrailing());
                int from = delivered.stripTrailing().length() - asked.length();
                assertThat(joined(delivered, text.substring(from), Prefill.NONE))
                        .as("cut at %d", cut)
                        .isEqualTo(text);
            }
        }
    }

    @Test
    void anOverlapOfAFewWordsIsDropped() {
        String text = TEXTS.getFirst();
        for (int cut = 20; cut < text.length(); cut++) {
            for (int from = 1; from < cut - Seam.SURE_OVERLAP; from++) {
                if (text.charAt(from - 1) == ' ') {
                    assertThat(joined(text.substring(0, cut), text.substring(from), Prefill.NONE))
                            .as("cut at %d, again from %d", cut, from)
                            .isEqualTo(text);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"The cat sat on the, mat.", "It was very, very good.", "one two three, ' three four'"})
    void oneShortWordSaidTwiceIsKept(String delivered, String rest) {
        assertThat(joined(delivered, rest, Prefill.NONE)).isEqualTo(delivered + rest);
    }

    @Test
    void anotherAnswerWithTheSameBeginningCannotBeJoined() {
        String delivered = "The quick brown fox jumps over the lazy dog.";
        assertThatThrownBy(() -> joined(delivered, "The quick brown fox sleeps all day.", Prefill.NONE))
                .isInstanceOf(ProviderFailure.class)
                .hasMessageContaining("says something else");
        assertThatThrownBy(() -> joined(delivered, "The quick brown fox jumps", Prefill.NONE))
                .as("it is shorter than what was delivered")
                .isInstanceOf(ProviderFailure.class);
        assertThat(joined(delivered, "The moon was up.", Prefill.NONE))
                .as("a few letters prove nothing")
                .isEqualTo(delivered + "The moon was up.");
    }

    @Test
    void whoGoesOnFromTheExactPlaceMaySayTheSameAgain() {
        String verse = "Row, row, row your boat, gently down the stream. ";
        assertThat(joined(verse + "Merrily! ", "Row, row, row your boat, said he.", Prefill.EXACT))
                .isEqualTo(verse + "Merrily! Row, row, row your boat, said he.");
    }

    @Test
    void nothingMoreIsNothingMore() {
        assertThat(joined("All was said. ", "", Prefill.EXACT)).isEqualTo("All was said. ");
        assertThat(joined("All was said. ", "", Prefill.NONE)).isEqualTo("All was said. ");
    }

    @Test
    void textGoesOutAsSoonAsItIsKnownToBeNew() {
        Seam seam = new Seam("one two three four five six", Prefill.NONE);
        assertThat(seam.take("one two three ")).isEmpty();
        assertThat(seam.take("four five six seven")).isEqualTo(" seven");
        assertThat(seam.take(" eight")).isEqualTo(" eight");
        Seam direct = new Seam("one two three four five six", Prefill.NONE);
        assertThat(direct.take(" seven")).isEqualTo(" seven");
    }

    private String joined(String delivered, String rest, Prefill way) {
        Seam seam = new Seam(delivered, way);
        StringBuilder all = new StringBuilder(delivered);
        for (String piece : pieces(rest)) {
            all.append(seam.take(piece));
        }
        return all.append(seam.end()).toString();
    }

    private List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            int to = Math.min(text.length(), at + 1 + random.nextInt(12));
            pieces.add(text.substring(at, to));
            at = to;
        }
        return pieces;
    }
}

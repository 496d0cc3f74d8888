package io.serai.routing.task;

/**
 * What one pass over a text finds: which entries of the lexicon occur, and how the text is built.
 *
 * <p>Long texts are looked at where people put instructions, at the head and at the tail; between them only the build of a
 * bounded piece counts. So a text of any length costs no more than one of a few thousand characters. Of one use, by one
 * thread.
 */
final class TextScan {

    /** Characters at each end of a text where people say what they want: strong words count half more there. */
    private static final int EDGE = 120;

    /** Characters whose words count, at each end of a long text. */
    private static final int END = 500;

    /** Characters between them whose build counts. */
    private static final int MIDDLE = 1_500;

    /** A word of this weight or more is strong: it names a task rather than going with it. */
    private static final int STRONG = 4;

    /** All weak words of a column together count no more. */
    private static final int WEAK_MOST = 6;

    private final Lexicon lexicon;
    private final int into;
    private final int language;
    /** A bit an entry: each counts once. */
    private final long[] seen;
    /** Sums of weights by column of the lexicon. */
    private final int[] strong;

    private final int[] weak;

    private long length;
    private int numbers;
    private int questions;
    private int codeFences;
    private int codeSigns;
    private int mathSigns;
    private boolean intoLanguage;
    private boolean atEdge;
    private boolean listening;
    private long before;
    private boolean intoBefore;

    TextScan(Lexicon lexicon) {
        this.lexicon = lexicon;
        this.into = lexicon.columns().indexOf("into");
        this.language = lexicon.columns().indexOf("language");
        this.seen = new long[(lexicon.size() + 63) / 64];
        this.strong = new int[lexicon.columns().size()];
        this.weak = new int[lexicon.columns().size()];
    }

    int score(int column) {
        return strong[column] + Math.min(weak[column], WEAK_MOST);
    }

    /** Characters, read or skipped. */
    long length() {
        return length;
    }

    int numbers() {
        return numbers;
    }

    int questions() {
        return questions;
    }

    int codeFences() {
        return codeFences;
    }

    int codeSigns() {
        return codeSigns;
    }

    int mathSigns() {
        return mathSigns;
    }

    /** Whether it says "to French", "into Dutch", "in Urdu". */
    boolean intoLanguage() {
        return intoLanguage;
    }

    TextScan read(String text) {
        int size = text.length();
        length += size;
        int head = gap(text, EDGE);
        int tail = Math.max(head, gap(text, size - EDGE));
        // The edges first: a word counts where it is seen first.
        atEdge = true;
        pass(text, tail, size, true);
        pass(text, 0, head, true);
        atEdge = false;
        if (size <= 3 * END) {
            pass(text, head, tail, true);
        } else {
            int resume = Math.max(END, gap(text, size - END));
            pass(text, head, END, true);
            pass(text, END, Math.min(resume, END + MIDDLE), false);
            pass(text, resume, tail, true);
        }
        return this;
    }

    /** The first space from a place on, if there is one near; so that no word is cut. */
    private static int gap(String text, int from) {
        int start = Math.clamp(from, 0, text.length());
        int space = text.indexOf(' ', start, Math.min(start + 30, text.length()));
        return space < 0 ? start : space;
    }

    private void pass(String text, int from, int to, boolean listen) {
        listening = listen;
        forget();
        long hash = Lexicon.start();
        int letters = 0;
        boolean number = false;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int letter = letter(c);
            if (letter > 0) {
                number |= letters == 0 && c >= '0' && c <= '9';
                hash = Lexicon.letter(hash, letter);
                letters++;
            } else if (letters > 0 && joins(text, i, to)) {
                hash = Lexicon.letter(hash, c == '’' ? '\'' : c);
            } else {
                if (letters > 0) {
                    word(hash, number, c == ':');
                    hash = Lexicon.start();
                    letters = 0;
                    number = false;
                }
                sign(text, i, c, to);
            }
        }
        if (letters > 0) {
            word(hash, number, false);
        }
    }

    /** A letter or digit in lower case, or 0 for any other sign; one that is a word by itself is any other sign. */
    private static int letter(char c) {
        if (c < 128) {
            if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
                return c;
            }
            return c >= 'A' && c <= 'Z' ? c + 32 : 0;
        }
        return Character.isLetterOrDigit(c) && !isWord(c) ? Character.toLowerCase(c) : 0;
    }

    /** Whether a script without spaces uses it: kana and the ideographs of the basic plane. */
    private static boolean isWord(char c) {
        return c >= 0x3040 && c <= 0x30FF || c >= 0x3400 && c <= 0x9FFF;
    }

    private static boolean joins(String text, int i, int to) {
        return switch (text.charAt(i)) {
            case '\'', '’', '-', '.' -> i + 1 < to && letter(text.charAt(i + 1)) > 0;
            case '+', '#' -> i + 1 == to || letter(text.charAt(i + 1)) == 0;
            default -> false;
        };
    }

    private void word(long hash, boolean number, boolean colon) {
        if (number) {
            numbers++;
        }
        if (!listening) {
            return;
        }
        boolean wasInto = intoBefore;
        intoBefore = false;
        hint(lexicon.find(hash), wasInto);
        if (before != 0) {
            hint(lexicon.find(Lexicon.pair(before, hash)), false);
        }
        if (colon) {
            hint(lexicon.find(Lexicon.letter(hash, ':')), false);
        }
        before = hash;
    }

    private void hint(int entry, boolean wasInto) {
        if (entry < 0) {
            return;
        }
        byte[] hints = lexicon.hints(entry);
        boolean first = (seen[entry >> 6] & 1L << entry) == 0;
        seen[entry >> 6] |= 1L << entry;
        for (int i = 0; i < hints.length; i += 2) {
            int column = hints[i];
            intoBefore |= column == into;
            intoLanguage |= wasInto && column == language;
            if (first) {
                count(column, hints[i + 1]);
            }
        }
    }

    private void count(int column, int weight) {
        if (weight < STRONG) {
            weak[column] += weight;
        } else {
            strong[column] += atEdge ? weight + weight / 2 : weight;
        }
    }

    private void forget() {
        before = 0;
        intoBefore = false;
    }

    private void sign(String text, int i, char c, int to) {
        char next = i + 1 < to ? text.charAt(i + 1) : ' ';
        switch (c) {
            case '?', '？' -> questions++;
            case '{', '}', ';' -> codeSigns++;
            case '(' -> codeSigns += next == ')' ? 1 : 0;
            case '<' -> codeSigns += next == '/' || next == '!' ? 1 : 0;
            case '=' -> codeSigns += next == '=' || next == '>' ? 1 : 0;
            case '\\' -> mathSigns += letter(next) > 0 && i + 2 < to && letter(text.charAt(i + 2)) > 0 ? 1 : 0;
            case '^', '√', '∑', '∫', '≤', '≥', 'π' -> mathSigns++;
            case '$' -> mathSigns += letter(next) > '9' ? 1 : 0;
            case '`' -> fence(text, i, to);
            default -> {
                if (c > 0x3000 && listening && isWord(c)) {
                    ideograph(c);
                    return;
                }
            }
        }
        if (c != ' ' && c != ',' && c != '"') {
            forget();
        }
    }

    /** A fence around JSON says how to answer, not what about. */
    private void fence(String text, int i, int to) {
        if (text.startsWith("```", i) && i + 3 < to && text.charAt(i + 3) != '`') {
            codeFences += text.startsWith("json", i + 3) ? 0 : 1;
        }
    }

    /** A sign by itself, and with the one before it as a word of two. */
    private void ideograph(char c) {
        hint(lexicon.find(Lexicon.letter(Lexicon.start(), c)), false);
        if (before > 0 && before <= Character.MAX_VALUE) {
            long two = Lexicon.letter(Lexicon.start(), (int) before);
            hint(lexicon.find(Lexicon.letter(two, c)), false);
        }
        before = c;
    }
}

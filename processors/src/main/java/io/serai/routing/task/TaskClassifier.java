package io.serai.routing.task;

import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what type of task a call is: as its caller gave it, else by the words and the build of what is asked.
 *
 * <p>It knows nothing but a list of words and a few signs of structure, so the same request always gets the same type, in
 * microseconds and on any length of text. The last turn of the user counts most; the system prompt counts half, and the turn
 * before helps where the last says little. Looking the same in the list, a type may still be wrong: callers who care say
 * {@code metadata.task}.
 */
public final class TaskClassifier {

    /** The type of what gives no hint of another. */
    public static final String GENERAL = TaskType.GENERAL.label();

    private static final int LONGEST_GIVEN = 64;

    /** Characters of the system prompt that say who the assistant is. */
    private static final int SYSTEM_HEAD = 600;

    /** A turn shorter than this ("and in Python?") is read with the user's turn before it. */
    private static final int SHORT_TURN = 40;

    /** Characters from which on a text is a document rather than a question. */
    private static final int DOCUMENT = 1_000;

    /** A score below it is no hint. */
    private static final int LEAST = 5;

    private static final List<String> KINDS =
            List.of("language", "into", "document", "quantity", "product", "trouble", "self", "company", "number");

    private static final int FIRST_KIND = TaskType.values().length;
    private static final int LANGUAGE = FIRST_KIND;
    private static final int DOCUMENT_WORD = FIRST_KIND + 2;
    private static final int QUANTITY = FIRST_KIND + 3;
    private static final int PRODUCT = FIRST_KIND + 4;
    private static final int TROUBLE = FIRST_KIND + 5;
    private static final int SELF = FIRST_KIND + 6;
    private static final int COMPANY = FIRST_KIND + 7;
    private static final int NUMBER = FIRST_KIND + 8;

    private final Lexicon lexicon = Lexicon.load(columns(), "task-words.txt");

    private static List<String> columns() {
        List<String> columns = new ArrayList<>();
        for (TaskType type : TaskType.values()) {
            columns.add(type.label());
        }
        columns.addAll(KINDS);
        return List.copyOf(columns);
    }

    /**
     * The type a caller gave, or null: {@code metadata.task} of the request, else the header {@code x-serai-task}.
     *
     * @throws Refusal {@code Invalid} where it is no word of lowercase letters, digits and hyphens
     */
    public static @Nullable String given(ChatRequest request, @Nullable String header) {
        String inBody = request.metadata().get("task");
        if (inBody != null) {
            return checked(inBody, "metadata.task");
        }
        return header == null || header.isBlank() ? null : checked(header.strip(), "x-serai-task");
    }

    private static String checked(String type, String param) {
        boolean good = !type.isEmpty() && type.length() <= LONGEST_GIVEN && type.charAt(0) != '-';
        for (int i = 0; good && i < type.length(); i++) {
            char c = type.charAt(i);
            good = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-';
        }
        if (!good) {
            throw new Refusal(new GatewayError.Invalid(
                    "The task type in " + param
                            + " must be 1 to 64 lowercase letters, digits and hyphens, beginning with a"
                            + " letter or digit, such as 'support'.",
                    param,
                    "invalid_task"));
        }
        return type;
    }

    /** The type that the caller gave, else the one its words suggest. */
    public String classify(ChatRequest request) {
        String given = given(request, null);
        return given == null ? suggest(request) : given;
    }

    /** The type that the words suggest, whatever the caller says. */
    String suggest(ChatRequest request) {
        TextScan turn = new TextScan(lexicon);
        TextScan aside = new TextScan(lexicon);
        List<Message> messages = request.messages();
        boolean turnFound = false;
        boolean asideDone = false;
        for (int i = messages.size() - 1; i >= 0; i--) {
            Message message = messages.get(i);
            if (message instanceof Message.User) {
                if (!turnFound) {
                    turn.read(message.text());
                    turnFound = true;
                } else if (!asideDone && turn.length() < SHORT_TURN) {
                    aside.read(message.text());
                    asideDone = true;
                }
            } else if (message instanceof Message.System && i <= 1) {
                String text = message.text();
                aside.read(text.length() > SYSTEM_HEAD ? text.substring(0, SYSTEM_HEAD) : text);
            }
        }
        return best(turn, aside, !request.tools().isEmpty()).label();
    }

    private TaskType best(TextScan turn, TextScan aside, boolean tools) {
        TaskType best = TaskType.GENERAL;
        int most = LEAST - 1;
        for (TaskType type : TaskType.values()) {
            int score = turn.score(type.ordinal()) + aside.score(type.ordinal()) / 2 + structure(type, turn, tools);
            if (score > most) {
                most = score;
                best = type;
            }
        }
        return best;
    }

    private static int structure(TaskType type, TextScan turn, boolean tools) {
        return switch (type) {
            case TRANSLATION -> translation(turn);
            case SUMMARISATION -> document(turn, TaskType.SUMMARISATION);
            case CLASSIFICATION -> 0;
            case EXTRACTION -> turn.questions() > 0 ? document(turn, TaskType.EXTRACTION) : 0;
            case CODING -> 6 * Math.min(turn.codeFences(), 2) + Math.min(turn.codeSigns(), 8);
            case REASONING -> reasoning(turn);
            case CREATIVE -> 0;
            case SUPPORT -> support(turn);
            case TOOL_USE -> tools ? 10 : 0;
            case GENERAL -> 0;
        };
    }

    private static int translation(TextScan turn) {
        return (turn.intoLanguage() ? 4 : 0) + (turn.intoLanguage() && turn.score(LANGUAGE) > 1 ? 6 : 0);
    }

    /** Instructions on a document are few words in a long text. */
    private static int document(TextScan turn, TaskType type) {
        boolean asked = turn.score(type.ordinal()) > 0;
        return asked && turn.length() > DOCUMENT && turn.score(DOCUMENT_WORD) > 0 ? 5 : 0;
    }

    /** A story with numbers that asks how many, or formulas. */
    private static int reasoning(TextScan turn) {
        int numbers = turn.numbers() + turn.score(NUMBER);
        boolean story = numbers >= 2 && turn.score(QUANTITY) > 0;
        return (story ? 4 + Math.min(numbers, 6) : 0) + Math.min(2 * turn.mathSigns(), 14);
    }

    /** A short message of somebody who has trouble with, or a question on, what a company sells. */
    private static int support(TextScan turn) {
        if (turn.length() > DOCUMENT || turn.score(PRODUCT) == 0) {
            return 0;
        }
        int about = Math.min(turn.score(PRODUCT), 4) + Math.min(turn.score(TROUBLE), 4);
        int who = (turn.score(SELF) > 0 ? 2 : 0) + (turn.score(COMPANY) > 0 ? 2 : 0);
        return who == 0 && turn.score(TROUBLE) == 0 ? about : about + who + 1;
    }
}

package io.serai.providers.openai.request;

import io.serai.chat.Original;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds a changed copy of a request's bytes from kept runs and new pieces, in one copy.
 *
 * <p>Fields must be edited in their order.
 */
final class Splice {

    private record Run(byte[] bytes, int from, int to) {}

    private final byte[] body;
    private final List<Original.Field> fields;
    private final List<Run> runs = new ArrayList<>();
    private int length;
    /** Bytes of the body before this one are copied or left out. */
    private int at;

    private int kept;

    Splice(Original original) {
        this.body = original.body();
        this.fields = original.fields();
    }

    /** The field stays as it is. */
    void keep() {
        kept++;
    }

    void replaceValue(int index, byte[] value) {
        Original.Field field = fields.get(index);
        keepTo(field.valueStart());
        add(value);
        at = field.end();
        kept++;
    }

    /** Gives the field another name; its value stays. */
    void rename(int index, String name) {
        Original.Field field = fields.get(index);
        keepTo(field.start());
        add(ascii('"' + name + "\":"));
        at = field.valueStart();
        kept++;
    }

    void remove(int index) {
        Original.Field field = fields.get(index);
        if (kept > 0) {
            keepTo(fields.get(index - 1).end());
            at = field.end();
        } else {
            keepTo(field.start());
            at = index + 1 < fields.size() ? fields.get(index + 1).start() : field.end();
        }
    }

    /** Adds a field behind the last one; only after all others were edited. */
    void append(String name, byte[] value) {
        keepTo(fields.getLast().end());
        add(ascii((kept == 0 ? "\"" : ",\"") + name + "\":"));
        add(value);
        kept++;
    }

    /** The new body, or the very same array where nothing was changed. */
    byte[] bytes() {
        if (runs.isEmpty() && at == 0) {
            return body;
        }
        keepTo(body.length);
        byte[] result = new byte[length];
        int to = 0;
        for (Run run : runs) {
            System.arraycopy(run.bytes, run.from, result, to, run.to - run.from);
            to += run.to - run.from;
        }
        return result;
    }

    private void keepTo(int end) {
        if (end > at) {
            runs.add(new Run(body, at, end));
            length += end - at;
            at = end;
        }
    }

    private void add(byte[] bytes) {
        runs.add(new Run(bytes, 0, bytes.length));
        length += bytes.length;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

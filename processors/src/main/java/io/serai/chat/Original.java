package io.serai.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request's own bytes, so that a provider of the same family gets them with the fewest edits.
 *
 * @param family the wire family that the bytes speak, such as {@code openai}
 * @param body   the JSON object as received, UTF-8; shared, never written to
 * @param fields its top-level fields in their order, each name once
 * @param behind messages that follow those in the body, which has no word of them; mostly none
 */
@SuppressWarnings("ArrayRecordComponent") // shared on purpose: a copy a call would cost more than it guards
public record Original(String family, byte[] body, List<Field> fields, List<Message> behind) {

    public Original {
        fields = List.copyOf(fields);
        behind = List.copyOf(behind);
    }

    public Original(String family, byte[] body, List<Field> fields) {
        this(family, body, fields, List.of());
    }

    /** The same request with more messages behind its own. */
    public Original followedBy(List<Message> messages) {
        return new Original(family, body, fields, messages);
    }

    public @Nullable Field field(String name) {
        for (Field field : fields) {
            if (field.name.equals(name)) {
                return field;
            }
        }
        return null;
    }

    /**
     * Where a field lies in the body, as byte offsets.
     *
     * @param start      of the name's opening quote
     * @param valueStart of the value's first byte
     * @param end        behind the value's last byte
     */
    public record Field(String name, int start, int valueStart, int end) {}
}

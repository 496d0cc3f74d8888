package io.serai.doors.openai;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.serai.call.Refusal;
import io.serai.chat.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Walks one request body from its first byte to its last and names the place of whatever is wrong.
 *
 * <p>Places are worked out from the parser's own context, so they cost nothing until something is wrong. Fields that
 * nobody has a word for are kept here, by place.
 */
final class JsonCursor implements AutoCloseable {

    private static final int MOST_UNKNOWN = 10_000;

    /** Names of at most so many characters are bounded by their number alone. */
    private static final int ORDINARY_NAME = 64;

    /** All longer ones of a request together: the parser's table of names copies itself for every few of them. */
    private static final int MOST_OF_LONG_NAMES = 256 << 10;

    private final byte[] body;
    private final JsonParser parser;
    private @Nullable Map<String, Json> unknown;
    private int longNames;

    JsonCursor(byte[] body) throws IOException {
        this.body = body;
        this.parser = OpenAiJson.FACTORY.createParser(body);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    // Moving

    @Nullable
    JsonToken next() throws IOException {
        return parser.nextToken();
    }

    /** Enters the object that stands here; {@link #field} then gives its fields. */
    void enterObject() {
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            throw wrongType("an object");
        }
    }

    /** Goes to the value of the object's next field and gives its name; null behind the last. */
    @Nullable
    String field() throws IOException {
        String name = fieldName();
        if (name != null) {
            parser.nextToken();
        }
        return name;
    }

    /** Goes to the name of the object's next field, not yet to its value; null behind the last. */
    @Nullable
    String fieldName() throws IOException {
        String name = parser.nextFieldName();
        if (name != null) {
            count(name);
        }
        return name;
    }

    private void count(String name) {
        if (name.length() > ORDINARY_NAME) {
            longNames += name.length();
            if (longNames > MOST_OF_LONG_NAMES) {
                throw RequestErrors.unparsable("its names of more than " + ORDINARY_NAME
                        + " characters are longer than " + (MOST_OF_LONG_NAMES >> 10) + " KB in all.");
            }
        }
    }

    void enterArray(String expected) {
        if (!parser.hasToken(JsonToken.START_ARRAY)) {
            throw wrongType(expected);
        }
    }

    /** Goes to the array's next element; false behind the last. */
    boolean element() throws IOException {
        return parser.nextToken() != JsonToken.END_ARRAY;
    }

    void skip() throws IOException {
        int depth = 0;
        for (JsonToken token = parser.currentToken(); token != null; token = parser.nextToken()) {
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.FIELD_NAME && depth > 0) {
                count(parser.currentName());
            }
            if (depth == 0) {
                return;
            }
        }
    }

    /** Goes on past the value of a field that the caller of this has no word for. */
    void skipUnknown() throws IOException {
        refuseVariant();
        skip();
    }

    /** Refuses a field whose name differs from one of ours by case alone. */
    void refuseVariant() throws IOException {
        String name = parser.currentName();
        if (name != null) {
            KnownNames.refuseVariant(name, path());
        }
    }

    // What stands here

    boolean isNull() {
        return parser.hasToken(JsonToken.VALUE_NULL);
    }

    boolean isString() {
        return parser.hasToken(JsonToken.VALUE_STRING);
    }

    boolean isArray() {
        return parser.hasToken(JsonToken.START_ARRAY);
    }

    boolean isObject() {
        return parser.hasToken(JsonToken.START_OBJECT);
    }

    String string() throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            throw wrongType("a string");
        }
        return parser.getText();
    }

    @Nullable
    String stringOrNull() throws IOException {
        return isNull() ? null : string();
    }

    boolean bool() {
        if (parser.hasToken(JsonToken.VALUE_TRUE)) {
            return true;
        }
        if (parser.hasToken(JsonToken.VALUE_FALSE)) {
            return false;
        }
        throw wrongType("a boolean");
    }

    @Nullable
    Boolean boolOrNull() {
        return isNull() ? null : bool();
    }

    long integer(long least, long most) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
            throw wrongType("an integer");
        }
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            String digits = parser.getText();
            throw digits.startsWith("-")
                    ? RequestErrors.tooSmall(path(), "integer", Long.toString(least), digits)
                    : RequestErrors.tooBig(path(), "integer", Long.toString(most), digits);
        }
        long value = parser.getLongValue();
        if (value < least) {
            throw RequestErrors.tooSmall(path(), "integer", Long.toString(least), Long.toString(value));
        }
        if (value > most) {
            throw RequestErrors.tooBig(path(), "integer", Long.toString(most), Long.toString(value));
        }
        return value;
    }

    double decimal(int least, int most) throws IOException {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
            throw wrongType("a decimal");
        }
        double value = parser.getDoubleValue();
        if (value < least) {
            throw RequestErrors.tooSmall(path(), "decimal", Integer.toString(least), parser.getText());
        }
        if (value > most) {
            throw RequestErrors.tooBig(path(), "decimal", Integer.toString(most), parser.getText());
        }
        return value;
    }

    /** The value that stands here as its own text; leaves the cursor at the value's end. */
    Json json() throws IOException {
        int start = start();
        skip();
        return since(start);
    }

    /** Keeps a value that nobody has a word for; null says as much as absence and is not kept. */
    void keep() throws IOException {
        refuseVariant();
        if (!isNull()) {
            int start = start();
            skip();
            keepSince(start);
        }
    }

    /** Keeps the value that began at {@code start} and at whose end the cursor stands. */
    void keepSince(int start) throws IOException {
        if (unknown == null) {
            unknown = new HashMap<>();
        }
        if (unknown.size() >= MOST_UNKNOWN) {
            throw RequestErrors.of(
                    "Too many unknown parameters: more than " + MOST_UNKNOWN + ".", path(), "unknown_parameter");
        }
        unknown.put(path(), since(start));
    }

    private Json since(int start) throws IOException {
        return new Json(new String(body, start, end() - start, StandardCharsets.UTF_8));
    }

    Map<String, Json> kept() {
        return unknown == null ? Map.of() : unknown;
    }

    // Bytes

    /** Offset of the first byte of the name or value that stands here. */
    int start() {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /** Offset behind the last byte of the value that stands here. */
    int end() throws IOException {
        parser.finishToken();
        return (int) parser.currentLocation().getByteOffset();
    }

    /** Offset of the closing quote of the string that stands here, or -1 if it has escapes or is not all ASCII. */
    int plainEnd() {
        for (int i = start() + 1; i < body.length; i++) {
            byte b = body[i];
            if (b == '"') {
                return i;
            }
            if (b < ' ' || b == '\\') {
                return -1;
            }
        }
        return -1;
    }

    /** A piece of a plain string, in one copy. */
    String ascii(int from, int to) {
        return new String(body, from, to - from, StandardCharsets.ISO_8859_1);
    }

    int indexOf(char c, int from, int to) {
        for (int i = from; i < to; i++) {
            if (body[i] == c) {
                return i;
            }
        }
        return -1;
    }

    // Places and faults

    /** Where the cursor stands, such as {@code messages[2].content}. */
    String path() {
        JsonStreamContext context = parser.getParsingContext();
        boolean opened = parser.hasToken(JsonToken.START_OBJECT) || parser.hasToken(JsonToken.START_ARRAY);
        return path(opened ? context.getParent() : context);
    }

    private static String path(@Nullable JsonStreamContext context) {
        if (context == null || context.inRoot()) {
            return "";
        }
        String parent = path(context.getParent());
        if (context.inArray()) {
            return parent + "[" + context.getCurrentIndex() + "]";
        }
        String name = context.getCurrentName();
        if (name == null) {
            return parent;
        }
        return parent.isEmpty() ? name : parent + "." + name;
    }

    Refusal wrongType(String expected) {
        JsonToken token = parser.currentToken();
        if (token == null) {
            return RequestErrors.unparsable("it is empty.");
        }
        String path = path();
        String got = switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT -> "an integer";
            case VALUE_NUMBER_FLOAT -> "a decimal";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            default -> "nothing";
        };
        if (path.isEmpty()) {
            return RequestErrors.unparsable("expected " + expected + ", but got " + got + " instead.");
        }
        return RequestErrors.wrongType(path, expected, got);
    }

    /** Says why the parser gave up. */
    Refusal fault(JsonProcessingException failure) {
        JsonLocation at = failure.getLocation() == null ? parser.currentLocation() : failure.getLocation();
        String where = " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ").";
        if (failure instanceof StreamConstraintsException) {
            return RequestErrors.unparsable(excess(failure) + where);
        }
        if (failure instanceof JsonEOFException) {
            return RequestErrors.unparsable("it ends before it is complete" + where);
        }
        return RequestErrors.unparsable(failure.getOriginalMessage() + where);
    }

    private String excess(JsonProcessingException failure) {
        if (parser.getParsingContext().getNestingDepth() >= OpenAiJson.MAX_DEPTH) {
            return "it is nested deeper than " + OpenAiJson.MAX_DEPTH + " levels";
        }
        if (parser.currentTokenCount() >= OpenAiJson.MAX_TOKENS) {
            return "it has more than " + OpenAiJson.MAX_TOKENS + " names, values and brackets";
        }
        return failure.getOriginalMessage().startsWith("Spill-over")
                ? "it has too many different names"
                : "a name or number is too long";
    }
}

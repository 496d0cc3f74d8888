package io.serai.providers.openai.request;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.Original.Field;
import io.serai.json.ProviderJson;
import io.serai.providers.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes a caller's own bytes only where the provider must read something else. */
public final class RequestEdit {

    private static final byte[] USAGE_PLEASE = bytes("{\"include_usage\":true}");
    private static final byte[] TRUE = bytes("true");
    private static final byte[] FALSE = bytes("false");
    private static final byte[] NULL = bytes("null");

    private final Vendor vendor;
    private final ChatRequest request;
    private final Target target;
    private final Original original;
    private final Splice splice;
    private boolean model;
    private boolean stream;
    private boolean streamOptions;

    public RequestEdit(Vendor vendor, ChatRequest request, Target target, Original original) {
        this.vendor = vendor;
        this.request = request;
        this.target = target;
        this.original = original;
        this.splice = new Splice(original);
    }

    public byte[] bytes() {
        List<Field> fields = original.fields();
        for (int i = 0; i < fields.size(); i++) {
            edit(i, fields.get(i));
        }
        if (!model) {
            splice.append("model", modelName());
        }
        if (request.stream() && !stream) {
            splice.append("stream", TRUE);
        }
        if (request.stream() && !streamOptions && vendor.knowsStreamOptions()) {
            splice.append("stream_options", USAGE_PLEASE);
        }
        return splice.bytes();
    }

    private void edit(int i, Field field) {
        switch (field.name()) {
            case "model" -> {
                model = true;
                replace(i, field, modelName());
            }
            case "models" -> splice.remove(i);
            case "messages" -> messages(i, field);
            case "stream" -> stream(i, field);
            case "stream_options" -> streamOptions(i, field);
            case "max_tokens", "max_completion_tokens" -> limit(i, field);
            case "metadata" -> keepIf(vendor.keepsMetadata(holds("store", TRUE)), i);
            case "seed" -> rename(i, field, vendor.seed());
            case "store", "user", "service_tier", "safety_identifier", "prompt_cache_key", "prompt_cache_retention" ->
                keepIf(!vendor.refusesUnknownFields(), i);
            default -> splice.keep();
        }
    }

    private byte[] modelName() {
        return ProviderJson.quoted(target.upstream());
    }

    private void messages(int i, Field field) {
        boolean asTheyAre = vendor.knowsDeveloperRole() || !hasDeveloper();
        if (!original.behind().isEmpty()) {
            byte[] own = asTheyAre
                    ? Arrays.copyOfRange(original.body(), field.valueStart(), field.end())
                    : withoutDeveloper(field);
            splice.replaceValue(i, followed(own));
        } else if (asTheyAre) {
            splice.keep();
        } else {
            splice.replaceValue(i, withoutDeveloper(field));
        }
    }

    /** The list of messages, which is not empty, with those behind it. */
    private byte[] followed(byte[] list) {
        int end = list.length - 1;
        while (list[end] != ']') {
            end--;
        }
        ByteArrayOutputStream into = new ByteArrayOutputStream(list.length + 1024);
        into.write(list, 0, end);
        into.write(',');
        ByteArrayOutputStream more = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = ProviderJson.generator(more)) {
            new MessageWriter(vendor, json).list(original.behind());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        into.write(more.toByteArray(), 1, more.size() - 1); // without its opening bracket
        return into.toByteArray();
    }

    private boolean hasDeveloper() {
        for (Message message : request.messages()) {
            if (message instanceof Message.System system && system.developer()) {
                return true;
            }
        }
        return false;
    }

    private void stream(int i, Field field) {
        if (request.stream() || valueIs(field, TRUE)) {
            stream = true;
            replace(i, field, request.stream() ? TRUE : FALSE);
        } else {
            splice.keep();
        }
    }

    /** OpenAI refuses the options where nothing is streamed, so they go then. */
    private void streamOptions(int i, Field field) {
        if (!request.stream() || !vendor.knowsStreamOptions()) {
            splice.remove(i);
            return;
        }
        streamOptions = true;
        if (request.streamUsage()) {
            splice.keep();
        } else {
            splice.replaceValue(i, withUsage(field));
        }
    }

    /** Both names at once are refused, so one of them stays. */
    private void limit(int i, Field field) {
        if (field == limitThatCounts()) {
            rename(i, field, limitName(field.name()));
        } else {
            splice.remove(i);
        }
    }

    /** The newer name wins over the older one, and a number over a null. */
    private @Nullable Field limitThatCounts() {
        Field newer = original.field("max_completion_tokens");
        Field older = original.field("max_tokens");
        if (newer == null || older == null) {
            return newer == null ? older : newer;
        }
        return valueIs(newer, NULL) ? older : newer;
    }

    private String limitName(String asked) {
        if (!vendor.knowsMaxCompletionTokens()) {
            return "max_tokens";
        }
        return target.reasoning() ? "max_completion_tokens" : asked;
    }

    private void keepIf(boolean keep, int i) {
        if (keep) {
            splice.keep();
        } else {
            splice.remove(i);
        }
    }

    private void rename(int i, Field field, String name) {
        if (field.name().equals(name)) {
            splice.keep();
        } else {
            splice.rename(i, name);
        }
    }

    private void replace(int i, Field field, byte[] value) {
        if (valueIs(field, value)) {
            splice.keep();
        } else {
            splice.replaceValue(i, value);
        }
    }

    private boolean holds(String name, byte[] value) {
        Field field = original.field(name);
        return field != null && valueIs(field, value);
    }

    private boolean valueIs(Field field, byte[] value) {
        return Arrays.equals(original.body(), field.valueStart(), field.end(), value, 0, value.length);
    }

    /** The options with usage asked for and all else as the caller wrote it. */
    private byte[] withUsage(Field field) {
        return rewritten(field, (parser, json) -> {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                json.writeRawValue("{\"include_usage\":true}");
                return;
            }
            json.writeStartObject();
            json.writeBooleanField("include_usage", true);
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                if (name.equals("include_usage")) {
                    parser.skipChildren();
                } else {
                    json.writeFieldName(name);
                    json.copyCurrentStructure(parser);
                }
            }
            json.writeEndObject();
        });
    }

    /** The messages with the developer's role under its older name. */
    private byte[] withoutDeveloper(Field field) {
        return rewritten(field, (parser, json) -> {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                boolean role = token == JsonToken.VALUE_STRING
                        && inMessage(parser.getParsingContext())
                        && "role".equals(parser.currentName())
                        && "developer".equals(parser.getText());
                if (role) {
                    json.writeString("system");
                } else {
                    json.copyCurrentEventExact(parser);
                }
            }
        });
    }

    /** Whether the parser is in an object of the outermost list. */
    private static boolean inMessage(JsonStreamContext at) {
        JsonStreamContext list = at.inObject() ? at.getParent() : null;
        return list != null && list.inArray() && list.getParent().inRoot();
    }

    private interface Copy {
        void run(JsonParser from, JsonGenerator to) throws IOException;
    }

    private byte[] rewritten(Field field, Copy copy) {
        int length = field.end() - field.valueStart();
        ByteArrayOutputStream into = new ByteArrayOutputStream(length + 32);
        try (JsonParser parser = ProviderJson.parser(original.body(), field.valueStart(), length);
                JsonGenerator json = ProviderJson.generator(into)) {
            copy.run(parser, json);
        } catch (IOException e) {
            throw new UncheckedIOException("a request that was read before is no JSON", e);
        }
        return into.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

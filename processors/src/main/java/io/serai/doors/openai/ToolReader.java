package io.serai.doors.openai;

import io.serai.chat.Json;
import io.serai.chat.ResponseFormat;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import io.serai.chat.ToolChoice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a model may call, what it called, and the form its answer must take. */
final class ToolReader {

    private static final int MAX_NAME = 64;

    private ToolReader() {}

    /** The functions; tools of another type are kept as extras, since only OpenAI's wire has them. */
    static List<Tool> tools(JsonCursor in, int most) throws IOException {
        in.enterArray("an array of objects");
        List<Tool> tools = new ArrayList<>();
        int count = 0;
        while (in.element()) {
            Tool tool = tool(in);
            if (tool != null) {
                tools.add(tool);
            }
            if (++count > most) {
                throw RequestErrors.longArray("tools", most);
            }
        }
        if (count == 0) {
            throw RequestErrors.emptyArray(in.path());
        }
        return tools;
    }

    private static @Nullable Tool tool(JsonCursor in) throws IOException {
        int start = in.start();
        String type = null;
        Tool function = null;
        boolean more = false;
        in.enterObject();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "type" -> type = in.string();
                case "function" -> function = function(in);
                default -> {
                    more |= !name.equals("cache_control"); // a hint, as some routers take it
                    in.skipUnknown();
                }
            }
        }
        if (type == null) {
            throw RequestErrors.missing(in.path() + ".type");
        }
        if (!type.equals("function")) {
            in.keepSince(start);
            return null;
        }
        if (function == null) {
            throw RequestErrors.missing(in.path() + ".function");
        }
        if (more) {
            in.keepSince(start);
        }
        return function;
    }

    private static Tool function(JsonCursor in) throws IOException {
        String name = null;
        String description = null;
        Json parameters = null;
        Boolean strict = null;
        in.enterObject();
        for (String field = in.field(); field != null; field = in.field()) {
            switch (field) {
                case "name" -> name = identifier(in);
                case "description" -> description = in.stringOrNull();
                case "parameters" -> parameters = objectOrNull(in);
                case "strict" -> strict = in.boolOrNull();
                default -> in.keep();
            }
        }
        if (name == null) {
            throw RequestErrors.missing(in.path() + ".name");
        }
        return new Tool(name, description, parameters, strict);
    }

    /** A function's call; one of another type is kept as an extra, since only OpenAI's wire has it. */
    static @Nullable ToolCall call(JsonCursor in) throws IOException {
        int start = in.start();
        String id = null;
        String type = null;
        Called function = null;
        boolean more = false;
        in.enterObject();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "id" -> id = in.string();
                case "type" -> type = in.string();
                case "function" -> function = called(in);
                default -> {
                    more |= !name.equals("index"); // left over from a stream
                    in.skipUnknown();
                }
            }
        }
        if (id == null) {
            throw RequestErrors.missing(in.path() + ".id");
        }
        if (type == null) {
            throw RequestErrors.missing(in.path() + ".type");
        }
        if (!type.equals("function")) {
            in.keepSince(start);
            return null;
        }
        if (function == null) {
            throw RequestErrors.missing(in.path() + ".function");
        }
        if (more) {
            in.keepSince(start);
        }
        return new ToolCall(id, function.name, function.arguments);
    }

    private record Called(String name, String arguments) {}

    private static Called called(JsonCursor in) throws IOException {
        String name = null;
        String arguments = null;
        in.enterObject();
        for (String field = in.field(); field != null; field = in.field()) {
            switch (field) {
                case "name" -> name = in.string();
                case "arguments" -> arguments = in.string();
                default -> in.keep();
            }
        }
        if (name == null) {
            throw RequestErrors.missing(in.path() + ".name");
        }
        if (arguments == null) {
            throw RequestErrors.missing(in.path() + ".arguments");
        }
        return new Called(name, arguments);
    }

    static ToolChoice choice(JsonCursor in) throws IOException {
        if (in.isString()) {
            return switch (in.string()) {
                case "auto" -> new ToolChoice.Auto();
                case "none" -> new ToolChoice.None();
                case "required" -> new ToolChoice.Required();
                default -> throw RequestErrors.wrongValue(in.path(), in.string(), List.of("none", "auto", "required"));
            };
        }
        if (!in.isObject()) {
            throw in.wrongType("one of a string or an object");
        }
        int start = in.start();
        String type = null;
        String function = null;
        boolean more = false;
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "type" -> type = in.string();
                case "function" -> function = named(in);
                default -> {
                    more |= !name.equals("cache_control"); // a hint, as some routers take it
                    in.skipUnknown();
                }
            }
        }
        if (type == null) {
            throw RequestErrors.missing(in.path() + ".type");
        }
        if (!type.equals("function")) {
            in.keepSince(start);
            return new ToolChoice.Auto();
        }
        if (function == null) {
            throw RequestErrors.missing(in.path() + ".function");
        }
        if (more) {
            in.keepSince(start);
        }
        return new ToolChoice.Named(function);
    }

    private static String named(JsonCursor in) throws IOException {
        String name = null;
        in.enterObject();
        for (String field = in.field(); field != null; field = in.field()) {
            if (field.equals("name")) {
                name = in.string();
            } else {
                in.keep();
            }
        }
        if (name == null) {
            throw RequestErrors.missing(in.path() + ".name");
        }
        return name;
    }

    static ResponseFormat format(JsonCursor in) throws IOException {
        String type = null;
        ResponseFormat.JsonSchema schema = null;
        in.enterObject();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "type" -> type = in.string();
                case "json_schema" -> schema = in.isNull() ? null : schema(in);
                default -> in.keep();
            }
        }
        if (type == null) {
            throw RequestErrors.missing(in.path() + ".type");
        }
        return switch (type) {
            case "text" -> new ResponseFormat.Text();
            case "json_object" -> new ResponseFormat.JsonObject();
            case "json_schema" -> {
                if (schema == null) {
                    throw RequestErrors.missing(in.path() + ".json_schema");
                }
                yield schema;
            }
            default ->
                throw RequestErrors.wrongValue(
                        in.path() + ".type", type, List.of("json_object", "json_schema", "text"));
        };
    }

    private static ResponseFormat.JsonSchema schema(JsonCursor in) throws IOException {
        String name = null;
        String description = null;
        Json schema = null;
        Boolean strict = null;
        in.enterObject();
        for (String field = in.field(); field != null; field = in.field()) {
            switch (field) {
                case "name" -> name = identifier(in);
                case "description" -> description = in.stringOrNull();
                case "schema" -> schema = objectOrNull(in);
                case "strict" -> strict = in.boolOrNull();
                default -> in.keep();
            }
        }
        if (name == null) {
            throw RequestErrors.missing(in.path() + ".name");
        }
        return new ResponseFormat.JsonSchema(name, description, schema == null ? Json.EMPTY_OBJECT : schema, strict);
    }

    private static @Nullable Json objectOrNull(JsonCursor in) throws IOException {
        if (in.isNull()) {
            return null;
        }
        in.enterObject();
        return in.json();
    }

    private static String identifier(JsonCursor in) throws IOException {
        String name = in.string();
        boolean good = !name.isEmpty() && name.length() <= MAX_NAME;
        for (int i = 0; good && i < name.length(); i++) {
            char c = name.charAt(i);
            good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        }
        if (!good) {
            throw RequestErrors.badName(in.path());
        }
        return name;
    }
}

package io.serai.doors.openai;

import io.serai.chat.Part;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads one piece of a message's content. Big ones are cut out of the body in a single copy. */
final class PartReader {

    private static final List<String> TYPES = List.of("text", "image_url", "input_audio", "refusal", "file");
    private static final String SCHEME = "data:";
    private static final String BASE64 = ";base64";

    private PartReader() {}

    static Part part(JsonCursor in) throws IOException {
        String type = null;
        Part part = null;
        in.enterObject();
        for (String field = in.field(); field != null; field = in.field()) {
            Part found = null;
            switch (field) {
                case "type" -> type = in.string();
                case "text" -> found = in.isNull() ? null : new Part.Text(in.string());
                case "refusal" -> found = in.isNull() ? null : new Part.Refusal(in.string());
                case "image_url" -> found = in.isNull() ? null : image(in);
                case "input_audio" -> found = in.isNull() ? null : audio(in);
                case "file" -> found = in.isNull() ? null : file(in);
                case "cache_control" -> in.skip(); // a hint, as some routers take it
                default -> in.keep();
            }
            if (found != null && part != null) {
                throw RequestErrors.unknown(in.path());
            }
            part = found == null ? part : found;
        }
        return checked(type, part, in);
    }

    private static Part checked(@Nullable String type, @Nullable Part part, JsonCursor in) {
        if (type == null) {
            throw RequestErrors.missing(in.path() + ".type");
        }
        if (!TYPES.contains(type)) {
            throw RequestErrors.wrongValue(in.path() + ".type", type, TYPES);
        }
        if (part == null || !type(part).equals(type)) {
            throw RequestErrors.missing(in.path() + "." + type);
        }
        return part;
    }

    /** OpenAI's name for the kind of a part. */
    static String type(Part part) {
        return switch (part) {
            case Part.Text text -> "text";
            case Part.Refusal refusal -> "refusal";
            case Part.ImageUrl image -> "image_url";
            case Part.ImageData image -> "image_url";
            case Part.Audio audio -> "input_audio";
            case Part.File file -> "file";
        };
    }

    private static Part image(JsonCursor in) throws IOException {
        Picture picture = null;
        String detail = null;
        in.enterObject();
        for (String field = in.field(); field != null; field = in.field()) {
            switch (field) {
                case "url" -> picture = picture(in);
                case "detail" -> detail = in.stringOrNull();
                default -> in.keep();
            }
        }
        if (picture == null) {
            throw RequestErrors.missing(in.path() + ".url");
        }
        if (picture.mediaType == null) {
            return new Part.ImageUrl(picture.text, detail);
        }
        return new Part.ImageData(picture.mediaType, picture.text, detail);
    }

    /** @param text an address, or base64 where there is a media type */
    private record Picture(@Nullable String mediaType, String text) {}

    private static Picture picture(JsonCursor in) throws IOException {
        if (!in.isString()) {
            throw in.wrongType("a string");
        }
        int from = in.start() + 1;
        int to = in.plainEnd();
        if (to < 0) {
            return escaped(in);
        }
        if (!in.ascii(from, Math.min(to, from + SCHEME.length())).equalsIgnoreCase(SCHEME)) {
            return address(in, in.ascii(from, to));
        }
        int comma = in.indexOf(',', from, to);
        String head = comma < 0 ? "" : in.ascii(from + SCHEME.length(), comma);
        return new Picture(mediaType(in, head), in.ascii(Math.max(from, comma + 1), to));
    }

    /** An address with escapes in it, such as PHP's {@code \/}: rare, so that the copies do not matter. */
    private static Picture escaped(JsonCursor in) throws IOException {
        String url = in.string();
        if (!url.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return address(in, url);
        }
        int comma = url.indexOf(',');
        String mediaType = mediaType(in, comma < 0 ? "" : url.substring(SCHEME.length(), comma));
        return new Picture(mediaType, url.substring(comma + 1).replace("\r", "").replace("\n", ""));
    }

    private static Picture address(JsonCursor in, String url) {
        if (!url.regionMatches(true, 0, "https://", 0, 8) && !url.regionMatches(true, 0, "http://", 0, 7)) {
            throw RequestErrors.of(
                    "Invalid '" + in.path() + "': expected an http(s) address or a data URL with a base64 image.",
                    in.path(),
                    "invalid_image_url");
        }
        return new Picture(null, url);
    }

    /** @param head what stands between {@code data:} and the comma */
    private static String mediaType(JsonCursor in, String head) {
        String lower = head.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("image/") || !lower.endsWith(BASE64)) {
            throw RequestErrors.of(
                    "Invalid '" + in.path() + "': expected a data URL of the form 'data:image/…;base64,…'.",
                    in.path(),
                    "invalid_image_format");
        }
        int end = lower.indexOf(';');
        return lower.substring(0, end);
    }

    private static Part audio(JsonCursor in) throws IOException {
        String data = null;
        String format = null;
        in.enterObject();
        for (String field = in.field(); field != null; field = in.field()) {
            switch (field) {
                case "data" -> data = big(in);
                case "format" -> {
                    format = in.string();
                    if (!format.equals("wav") && !format.equals("mp3")) {
                        throw RequestErrors.wrongValue(in.path(), format, List.of("wav", "mp3"));
                    }
                }
                default -> in.keep();
            }
        }
        if (data == null) {
            throw RequestErrors.missing(in.path() + ".data");
        }
        if (format == null) {
            throw RequestErrors.missing(in.path() + ".format");
        }
        return new Part.Audio(format, data);
    }

    private static Part file(JsonCursor in) throws IOException {
        String id = null;
        String data = null;
        String name = null;
        in.enterObject();
        for (String field = in.field(); field != null; field = in.field()) {
            switch (field) {
                case "file_id" -> id = in.stringOrNull();
                case "file_data" -> data = in.isNull() ? null : big(in);
                case "filename" -> name = in.stringOrNull();
                default -> in.keep();
            }
        }
        if ((id == null) == (data == null)) {
            throw RequestErrors.of(
                    "Invalid '" + in.path() + "': expected exactly one of 'file_id' and 'file_data'.",
                    in.path(),
                    "invalid_value");
        }
        return new Part.File(id, data, name);
    }

    private static String big(JsonCursor in) throws IOException {
        if (!in.isString()) {
            throw in.wrongType("a string");
        }
        int to = in.plainEnd();
        return to < 0 ? in.string() : in.ascii(in.start() + 1, to);
    }
}

package io.serai.live.files;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The requests that a route of a file answers over HTTP: a path, with or without what is below it, and methods.
 *
 * <p>Two doors that both would answer a request answer none: the servlet finds two routes and takes neither. So no file may
 * open a door over another one, and least of all over those that were shipped.
 *
 * @param uri as people know it
 * @param methods none for all of them
 * @param below whether it also answers every path that begins so
 */
public record DoorPath(String uri, String path, Set<String> methods, boolean below) {

    /** What a {@code from} opens; null where it is no servlet. */
    static @Nullable DoorPath of(JsonNode from) {
        String uri = (from.isTextual() ? from : from.path("uri")).asText("");
        if (!uri.equals("servlet") && !uri.startsWith("servlet:")) {
            return null;
        }
        JsonNode parameters = from.path("parameters");
        String[] parts = uri.split("\\?", 2);
        String path = parts[0].contains(":")
                ? parts[0].substring(parts[0].indexOf(':') + 1)
                : parameters.path("contextPath").asText("");
        String methods = option("httpMethodRestrict", parts, parameters);
        return new DoorPath(
                "servlet:" + path,
                path.replaceAll("^/+|/+$", "").toLowerCase(Locale.ROOT),
                methods.isEmpty()
                        ? Set.of()
                        : new TreeSet<>(
                                Arrays.asList(methods.toUpperCase(Locale.ROOT).split("\\s*,\\s*"))),
                option("matchOnUriPrefix", parts, parameters).equals("true"));
    }

    private static String option(String name, String[] uri, JsonNode parameters) {
        for (String option : uri.length < 2 ? new String[0] : uri[1].split("&")) {
            if (option.startsWith(name + "=")) {
                return option.substring(name.length() + 1);
            }
        }
        return parameters.path(name).asText("");
    }

    /** Whether some request would be answered by both. */
    public boolean meets(DoorPath other) {
        boolean method =
                methods.isEmpty() || other.methods.isEmpty() || methods.stream().anyMatch(other.methods::contains);
        return method && (reaches(other) || other.reaches(this));
    }

    private boolean reaches(DoorPath other) {
        List<String> own = List.of(path.split("/", -1));
        List<String> others = List.of(other.path.split("/", -1));
        if (!path.contains("{") && !other.path.contains("{")) {
            return below ? other.path.startsWith(path) : other.path.equals(path);
        }
        int shared = Math.min(own.size(), others.size());
        for (int i = 0; i < shared; i++) {
            String left = own.get(i);
            String right = others.get(i);
            if (!left.startsWith("{") && !right.startsWith("{") && !left.equals(right)) {
                return false;
            }
        }
        return own.size() == others.size() || (below && own.size() < others.size());
    }
}

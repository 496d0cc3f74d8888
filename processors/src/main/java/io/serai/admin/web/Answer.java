package io.serai.admin.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.serai.doors.ErrorReply;
import io.serai.usage.TokenClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Makes answers: records become JSON in snake_case, whatever the caller accepts; money is a string in them. */
public final class Answer {

    private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private Answer() {}

    /** Any list, in OpenAI's shape. */
    public record Listed<T>(List<T> data) {
        public Listed {
            data = List.copyOf(data);
        }
    }

    /** Writes lines of CSV. */
    public interface Lines {
        void write(Appendable out) throws IOException;
    }

    public static ResponseEntity<byte[]> ok(Object view) {
        return json(200, view);
    }

    public static ResponseEntity<byte[]> json(int status, Object view) {
        try {
            return ResponseEntity.status(status)
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(JSON.writeValueAsBytes(view));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a view is always JSON", e);
        }
    }

    public static ResponseEntity<byte[]> csv(String fileName, Lines lines) {
        return csv(fileName, lines, ResponseEntity.ok());
    }

    /** @param answer with headers of its own */
    public static ResponseEntity<byte[]> csv(String fileName, Lines lines, ResponseEntity.BodyBuilder answer) {
        StringBuilder text = new StringBuilder();
        try {
            lines.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return answer.contentType(CSV)
                .header("content-disposition", "attachment; filename=\"" + fileName + "\"")
                .body(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A figure for each class of tokens, by names such as {@code cache_read}. */
    public static <T> Map<String, T> byClass(Function<TokenClass, T> figure) {
        Map<String, T> figures = new LinkedHashMap<>();
        for (TokenClass kind : TokenClass.values()) {
            figures.put(kind.name().toLowerCase(Locale.ROOT), figure.apply(kind));
        }
        return figures;
    }

    static ResponseEntity<byte[]> error(ErrorReply reply) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(reply.status());
        reply.headers().forEach(answer::header);
        return answer.body(reply.body());
    }
}

package io.serai.providers.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How much the model thinks, from {@code reasoning_effort}, by the table that Google documents.
 *
 * <p>Where thinking cannot be turned off, {@code none} asks for the least of it. A request without an effort says nothing
 * and gets the model's default; one with an effort also gets the summaries of the thoughts.
 *
 * @param budget tokens, or -1 where the level says it
 * @param level  the level, or null where the budget says it
 */
record GeminiThinking(int budget, @Nullable String level) {

    private static final int LEAST_OF_PRO = 128;
    private static final int MOST_OF_FLASH = 24_576;
    private static final int MOST_OF_PRO = 32_768;

    static @Nullable GeminiThinking of(@Nullable String effort, GeminiModel model) {
        if (effort == null) {
            return null;
        }
        String level = level(effort, model);
        if (model.thinksByLevel()) {
            return new GeminiThinking(-1, level);
        }
        if (model.thinks()) {
            return new GeminiThinking(budget(effort, model), null);
        }
        if (effort.equals("none")) {
            return null;
        }
        throw refused("This model does not reason; leave reasoning_effort out.");
    }

    void write(JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("thinkingConfig");
        if (level != null) {
            out.writeStringField("thinkingLevel", level);
        } else {
            out.writeNumberField("thinkingBudget", budget);
        }
        if (budget != 0) {
            out.writeBooleanField("includeThoughts", true);
        }
        out.writeEndObject();
    }

    private static String level(String effort, GeminiModel model) {
        return switch (effort) {
            case "none", "minimal" -> model.pro() ? "LOW" : "MINIMAL";
            case "low" -> "LOW";
            case "medium" -> model.hasMediumLevel() ? "MEDIUM" : "HIGH";
            case "high", "xhigh" -> "HIGH";
            default -> throw refused("reasoning_effort must be none, minimal, low, medium, high or xhigh.");
        };
    }

    private static int budget(String effort, GeminiModel model) {
        return switch (effort) {
            case "none" -> model.pro() ? LEAST_OF_PRO : 0;
            case "minimal", "low" -> 1_024;
            case "medium" -> 8_192;
            case "xhigh" -> model.pro() ? MOST_OF_PRO : MOST_OF_FLASH;
            default -> MOST_OF_FLASH;
        };
    }

    private static Refusal refused(String why) {
        return new Refusal(new GatewayError.Invalid(why, "reasoning_effort", "unsupported_value"));
    }
}

package io.serai.catalog;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.ResponseFormat;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a request counts as prompt: its texts, its JSON schemas, and tokens that no text stands for.
 *
 * <p>Messages follow OpenAI's published recipe. The rest is estimated: a tool costs {@value #TOOL} tokens beside its name,
 * description and schema; a schema costs {@value #SCHEMA_SHARE} of the tokens of its text, because models see it in a
 * shorter notation; a picture costs {@value #PICTURE} tokens, what gpt-4o takes for 1024 × 1024 pixels, or
 * {@value #SMALL_PICTURE} in low detail; sound costs ten tokens a second at common bit rates; a document costs
 * {@value #DOCUMENT} tokens, about two pages.
 */
final class PromptTexts {

    static final double SCHEMA_SHARE = 0.6;

    private static final int MESSAGE = 3;
    private static final int ROLE = 1;
    private static final int NAME = 1;
    private static final int ANSWER = 3;
    private static final int TOOL = 19;
    private static final int PICTURE = 765;
    private static final int SMALL_PICTURE = 85;
    private static final int DOCUMENT = 1500;
    /** Base64 characters of a tenth of a second: 24 kHz at 16 bits, and 128 kbit/s. */
    private static final int WAV_TENTH = 6400;

    private static final int MP3_TENTH = 2133;

    private final List<String> texts = new ArrayList<>();
    private List<String> schemas = List.of();
    private long fixedTokens = ANSWER;

    private PromptTexts() {}

    static PromptTexts of(ChatRequest request) {
        PromptTexts prompt = new PromptTexts();
        for (Message message : request.messages()) {
            prompt.add(message);
        }
        for (Tool tool : request.tools()) {
            prompt.add(tool);
        }
        if (request.format() instanceof ResponseFormat.JsonSchema format) {
            prompt.schema(format.schema().text());
        }
        return prompt;
    }

    List<String> texts() {
        return texts;
    }

    List<String> schemas() {
        return schemas;
    }

    long fixedTokens() {
        return fixedTokens;
    }

    private void add(Message message) {
        fixedTokens += MESSAGE + ROLE;
        for (Part part : message.parts()) {
            add(part);
        }
        switch (message) {
            case Message.System system -> name(system.name());
            case Message.User user -> name(user.name());
            case Message.Assistant assistant -> {
                name(assistant.name());
                for (ToolCall call : assistant.toolCalls()) {
                    fixedTokens += MESSAGE;
                    texts.add(call.name());
                    texts.add(call.arguments());
                }
            }
            case Message.ToolResult result -> {}
        }
    }

    private void name(@Nullable String name) {
        if (name != null) {
            fixedTokens += NAME;
            texts.add(name);
        }
    }

    private void add(Part part) {
        switch (part) {
            case Part.Text text -> texts.add(text.text());
            case Part.Refusal refusal -> texts.add(refusal.text());
            case Part.ImageUrl image -> fixedTokens += picture(image.detail());
            case Part.ImageData image -> fixedTokens += picture(image.detail());
            case Part.Audio audio ->
                fixedTokens += 1 + audio.base64().length() / (audio.format().equals("wav") ? WAV_TENTH : MP3_TENTH);
            case Part.File file -> fixedTokens += DOCUMENT;
        }
    }

    private static int picture(@Nullable String detail) {
        return "low".equals(detail) ? SMALL_PICTURE : PICTURE;
    }

    private void add(Tool tool) {
        fixedTokens += TOOL;
        texts.add(tool.name());
        if (tool.description() != null) {
            texts.add(tool.description());
        }
        if (tool.parameters() != null) {
            schema(tool.parameters().text());
        }
    }

    private void schema(String text) {
        if (schemas.isEmpty()) {
            schemas = new ArrayList<>();
        }
        schemas.add(text);
    }
}

package io.serai.providers.openai.reply;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.serai.call.ProviderFailure;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.Verbatim;
import io.serai.json.ProviderJson;
import io.serai.usage.Usage;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a whole answer in one pass and notes whether SDKs could live with its bytes. */
public final class ReplyReader {

    /** The wire family of these bytes. */
    public static final String FAMILY = "openai";

    private final byte[] body;
    private final InstantSource clock;
    private final boolean trusted;

    private @Nullable String id;
    private @Nullable String model;
    private long created = -1;
    private final List<ChatReply.Choice> choices = new ArrayList<>(1);
    private @Nullable Usage usage;
    private boolean object;
    private boolean error;
    /** Nothing was seen yet that an SDK would stumble over. */
    private boolean tidy = true;

    /** @param trusted whether the provider says {@code stop} on purpose where a tool was called, as OpenAI does */
    public ReplyReader(byte[] body, InstantSource clock, boolean trusted) {
        this.body = body;
        this.trusted = trusted;
        this.clock = clock;
    }

    public ChatReply.Whole read() {
        try (JsonParser parser = ProviderJson.parser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw notAnAnswer();
            }
            fields(parser);
            if (parser.nextToken() != null) {
                throw new ProviderFailure(ProviderFailure.Kind.MALFORMED, "the answer goes on behind its JSON object");
            }
        } catch (IOException e) {
            throw notAnAnswer();
        }
        if (error || choices.isEmpty()) {
            throw failed();
        }
        boolean asItCame = tidy && object && id != null && model != null && created >= 0;
        String knownId = id == null ? Ids.completion() : id;
        String knownModel = model == null ? "" : model;
        long knownCreated = created < 0 ? clock.instant().getEpochSecond() : created;
        byte[] bytes = asItCame ? body : Repair.whole(body, knownId, knownModel, knownCreated, choices, usage);
        return new ChatReply.Whole(
                knownId, knownModel, knownCreated, choices, usage, new Verbatim(ReplyReader.FAMILY, bytes));
    }

    private void fields(JsonParser parser) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "id" -> id = JsonText.filled(parser, token);
                case "model" -> model = JsonText.string(parser, token);
                case "object" -> object = "chat.completion".equals(JsonText.filled(parser, token));
                case "created" -> {
                    created = token.isNumeric() ? parser.getValueAsLong() : -1;
                    tidy &= token == JsonToken.VALUE_NUMBER_INT;
                }
                case "choices" -> choices(parser, token);
                case "usage" -> usage(parser, token);
                case "error" -> {
                    tidy = false;
                    error |= token != JsonToken.VALUE_NULL;
                    parser.skipChildren();
                }
                default -> parser.skipChildren();
            }
        }
    }

    private void choices(JsonParser parser, JsonToken token) throws IOException {
        if (token != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        if (!choices.isEmpty()) {
            throw new ProviderFailure(ProviderFailure.Kind.MALFORMED, "the answer gives its choices twice");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new ProviderFailure(ProviderFailure.Kind.MALFORMED, "a choice of the answer is no object");
            }
            if (choices.size() == OpenAiStreamDecoder.MOST_CHOICES) {
                throw new ProviderFailure(ProviderFailure.Kind.MALFORMED, "the answer has too many choices");
            }
            ChoiceReader choice = new ChoiceReader(choices.size(), trusted);
            choices.add(choice.read(parser));
            tidy &= choice.tidy();
            error |= choice.error();
        }
    }

    private void usage(JsonParser parser, JsonToken token) throws IOException {
        UsageReader reader = UsageReader.read(parser);
        usage = reader.usage();
        tidy &= token == JsonToken.VALUE_NULL || reader.wellFormed();
    }

    private ProviderFailure failed() {
        ProviderFailure said = OpenAiErrors.inside(body);
        return said != null ? said : new ProviderFailure(ProviderFailure.Kind.MALFORMED, "the answer has no choices");
    }

    private ProviderFailure notAnAnswer() {
        ProviderFailure said = OpenAiErrors.inside(body);
        return said != null
                ? said
                : new ProviderFailure(ProviderFailure.Kind.MALFORMED, OpenAiErrors.instead(200, body));
    }
}

package io.serai.providers.openai.reply;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.Delta;
import io.serai.chat.reply.Verbatim;
import io.serai.json.ProviderJson;
import io.serai.providers.StreamDecoder;
import io.serai.usage.Usage;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one streamed answer, each in one pass.
 *
 * <p>A chunk is verbatim when accumulating SDKs get the right answer from its bytes after the bytes of the chunks before
 * it: the id of the first chunk, a role only in the first delta of a choice, ids and names of tool calls only once, one
 * finish a choice. An event that breaks one of these is mended; only where that is all it did is it passed over.
 *
 * <p>An event that only reports usage ({@code choices: []}) becomes a chunk with nothing but a UsageReport: whether the
 * caller sees it, and when, is the door's to decide.
 */
public final class OpenAiStreamDecoder implements StreamDecoder {

    /** More answers than this are asked of nobody. */
    static final int MOST_CHOICES = 1024;

    private static final String OBJECT = "chat.completion.chunk";

    private final InstantSource clock;
    private final boolean trusted;
    private final List<ChoiceState> choices = new ArrayList<>(1);
    private final ChoiceDelta delta = new ChoiceDelta();
    private final ArrayList<Delta> said = new ArrayList<>();

    /** Choices whose first delta this event has. */
    private final List<Integer> beginning = new ArrayList<>(1);

    private @Nullable String streamId;
    private String streamModel = "";
    private long streamCreated;
    private boolean done;
    private boolean usageCame;

    private @Nullable String id;
    private @Nullable String model;
    private long created;
    private boolean object;
    private boolean choicesThere;
    private int choicesHere;
    private boolean usageThere;
    private @Nullable Usage usage;
    private boolean error;
    private boolean tidy;

    /** @param trusted whether the provider says {@code stop} on purpose where a tool was called, as OpenAI does */
    public OpenAiStreamDecoder(InstantSource clock, boolean trusted) {
        this.clock = clock;
        this.trusted = trusted;
    }

    @Override
    public @Nullable Chunk read(@Nullable String event, byte[] data) {
        if (isBlank(data)) {
            return null;
        }
        if (isDone(data)) {
            return done();
        }
        forget();
        try (JsonParser parser = ProviderJson.parser(data)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed(data);
            }
            fields(parser);
        } catch (IOException e) {
            throw malformed(data);
        }
        if (error || !choicesThere || "error".equals(event)) {
            throwIfError(data);
        }
        return chunk(data);
    }

    private void forget() {
        said.clear();
        beginning.clear();
        id = null;
        model = null;
        created = -1;
        object = false;
        choicesThere = false;
        choicesHere = 0;
        usageThere = false;
        usage = null;
        error = false;
        tidy = true;
    }

    private void fields(JsonParser parser) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "id" -> id = JsonText.filled(parser, token, streamId);
                case "model" -> model = JsonText.filled(parser, token, streamModel);
                case "object" -> object = OBJECT.equals(JsonText.filled(parser, token, OBJECT));
                case "created" -> {
                    created = token.isNumeric() ? parser.getValueAsLong() : -1;
                    tidy &= token == JsonToken.VALUE_NUMBER_INT;
                }
                case "choices" -> choices(parser, token);
                case "usage" -> {
                    UsageReader reader = UsageReader.read(parser);
                    usage = reader.usage();
                    usageThere = token != JsonToken.VALUE_NULL;
                    tidy &= !usageThere || reader.wellFormed();
                }
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
        if (choicesThere) {
            throw new ProviderFailure(Kind.MALFORMED, "an event of the stream gives its choices twice");
        }
        choicesThere = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new ProviderFailure(Kind.MALFORMED, "a choice of the stream is no object");
            }
            if (choicesHere == MOST_CHOICES) {
                throw new ProviderFailure(Kind.MALFORMED, "an event of the stream has too many choices");
            }
            delta.read(parser);
            error |= delta.error();
            ChoiceState choice = choice(delta.index(choicesHere));
            if (!choice.begun()) {
                beginning.add(choice.index());
            }
            tidy &= choice.apply(delta, said);
            choicesHere++;
        }
    }

    private ChoiceState choice(int index) {
        if (index < 0 || index >= MOST_CHOICES) {
            throw new ProviderFailure(Kind.MALFORMED, "the stream has a choice with the index " + index);
        }
        while (choices.size() <= index) {
            choices.add(new ChoiceState(choices.size(), trusted));
        }
        return choices.get(index);
    }

    private @Nullable Chunk chunk(byte[] data) {
        if (usage != null) {
            said.add(new Delta.UsageReport(usage));
            usageCame |= choicesHere == 0 && allFinished();
        }
        if (choicesHere > 0 && streamId == null) {
            start();
        }
        boolean whole = tidy
                && choicesThere
                && object
                && model != null
                && created >= 0
                && id != null
                && id.equals(streamId)
                && !(usageThere && choicesHere > 0);
        if (whole) {
            return new Chunk(said, new Verbatim(ReplyReader.FAMILY, data));
        }
        if (streamId == null || saidNothing()) {
            return bare();
        }
        return new Chunk(said, mended(data, streamId));
    }

    private Verbatim mended(byte[] data, String knownId) {
        byte[] bytes = Repair.chunk(data, knownId, streamModel, streamCreated, said, beginning);
        return new Verbatim(ReplyReader.FAMILY, bytes);
    }

    /** Whether the event only reports usage, or nothing at all. */
    private boolean saidNothing() {
        for (Delta one : said) {
            if (!(one instanceof Delta.UsageReport)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Chunk bare() {
        return said.isEmpty() ? null : new Chunk(said, null);
    }

    private void start() {
        streamId = id == null ? Ids.completion() : id;
        streamModel = model == null ? "" : model;
        streamCreated = created < 0 ? clock.instant().getEpochSecond() : created;
        said.addFirst(new Delta.Start(streamId, streamModel, streamCreated));
    }

    /** The provider says that all was said: a finish it forgot is implied. */
    private @Nullable Chunk done() {
        if (choices.isEmpty()) {
            throw new ProviderFailure(Kind.MALFORMED, "the stream ended before it said anything");
        }
        done = true;
        said.clear();
        for (ChoiceState choice : choices) {
            choice.finishIfOpen(said);
        }
        return bare();
    }

    @Override
    public boolean complete() {
        return done || usageCame;
    }

    @Override
    public @Nullable Chunk end() {
        if (complete() || allFinished()) {
            done = true;
            return null;
        }
        throw new ProviderFailure(
                Kind.CUT,
                choices.isEmpty()
                        ? "the stream ended before it said anything"
                        : "the stream ended in the middle of the answer");
    }

    private boolean allFinished() {
        if (choices.isEmpty()) {
            return false;
        }
        for (ChoiceState choice : choices) {
            if (!choice.finished()) {
                return false;
            }
        }
        return true;
    }

    private static void throwIfError(byte[] data) {
        ProviderFailure failure = OpenAiErrors.inside(data);
        if (failure != null) {
            throw failure;
        }
    }

    private static ProviderFailure malformed(byte[] data) {
        return new ProviderFailure(Kind.MALFORMED, "an event of the stream is no JSON: " + OpenAiErrors.start(data));
    }

    private static boolean isBlank(byte[] data) {
        for (byte b : data) {
            if (b > ' ') {
                return false;
            }
        }
        return true;
    }

    private static boolean isDone(byte[] data) {
        int at = 0;
        while (at < data.length && data[at] <= ' ') {
            at++;
        }
        return data.length - at >= 6
                && data[at] == '['
                && data[at + 1] == 'D'
                && data[at + 2] == 'O'
                && data[at + 3] == 'N'
                && data[at + 4] == 'E'
                && data[at + 5] == ']';
    }
}

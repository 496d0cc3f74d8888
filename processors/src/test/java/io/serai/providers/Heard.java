package io.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.Delta;
import io.serai.chat.reply.FinishReason;
import io.serai.usage.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Listens to a stream event by event, holding it to the rules of {@link StreamDecoder}. */
public final class Heard {

    public final StringBuilder text = new StringBuilder();
    public final StringBuilder reasoning = new StringBuilder();
    public final StringBuilder refusal = new StringBuilder();
    public final List<String> ids = new ArrayList<>();
    public final List<String> names = new ArrayList<>();
    public final List<StringBuilder> arguments = new ArrayList<>();
    public final Map<Integer, FinishReason> finish = new TreeMap<>();
    public final Map<Integer, String> texts = new TreeMap<>();
    public @Nullable Usage usage;
    public Delta.@Nullable Start start;

    public static Heard whole(StreamDecoder decoder, String sse) {
        Heard heard = new Heard();
        heard.feed(decoder, sse);
        Chunk last = decoder.end();
        if (last != null) {
            heard.hear(last);
        }
        return heard;
    }

    /** Listens to chunks that were read already, with or without their bytes. */
    public static Heard all(List<Chunk> chunks) {
        Heard heard = new Heard();
        for (Chunk chunk : chunks) {
            chunk.deltas().forEach(heard::hear);
        }
        return heard;
    }

    public Heard feed(StreamDecoder decoder, String sse) {
        for (String event : sse.split("\n\n")) {
            String name = null;
            StringBuilder data = new StringBuilder();
            for (String line : event.split("\n")) {
                if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.append(line.substring(6));
                }
            }
            if (!data.isEmpty()) {
                Chunk chunk = decoder.read(name, data.toString().getBytes(StandardCharsets.UTF_8));
                if (chunk != null) {
                    hear(chunk);
                }
            }
        }
        return this;
    }

    public static String file(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no recording " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void hear(Chunk chunk) {
        assertThat(chunk.verbatim()).isNull();
        assertThat(chunk.deltas()).isNotEmpty();
        chunk.deltas().forEach(this::hear);
    }

    private void hear(Delta delta) {
        assertThat(start != null).as("one Start, first").isEqualTo(!(delta instanceof Delta.Start));
        switch (delta) {
            case Delta.Start begun -> start = begun;
            case Delta.Text piece -> {
                open(piece.choice());
                text.append(piece.text());
                texts.merge(piece.choice(), piece.text(), String::concat);
            }
            case Delta.Reasoning piece -> {
                open(piece.choice());
                reasoning.append(piece.text());
            }
            case Delta.Refusal piece -> {
                open(piece.choice());
                refusal.append(piece.text());
            }
            case Delta.ToolCallStart call -> {
                open(call.choice());
                assertThat(call.index()).as("tool calls count from 0").isEqualTo(ids.size());
                ids.add(call.id());
                names.add(call.name());
                arguments.add(new StringBuilder());
            }
            case Delta.ToolCallArguments piece -> {
                open(piece.choice());
                arguments.get(piece.index()).append(piece.fragment());
            }
            case Delta.Finish end ->
                assertThat(finish.put(end.choice(), end.reason()))
                        .as("one Finish a choice")
                        .isNull();
            case Delta.UsageReport report -> usage = report.usage();
        }
    }

    private void open(int choice) {
        assertThat(finish).as("nothing after Finish").doesNotContainKey(choice);
    }
}

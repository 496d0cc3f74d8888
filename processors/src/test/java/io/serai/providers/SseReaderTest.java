package io.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.call.ProviderFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseReaderTest {

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void readsAnyLineEndCutAnywhere(String end) {
        String stream = String.join(
                end,
                ": hello",
                "data: one",
                "",
                "event: delta",
                "id: 7",
                "data:two",
                "data:  three",
                "",
                "data",
                "",
                "");
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(events(new Pieces(bytes, cut)))
                    .as("cut at %d", cut)
                    .containsExactly("null|one", "delta|two\n three", "null|");
        }
        assertThat(events(new Pieces(bytes, 1, 1))).hasSize(3);
    }

    @Test
    void skipsAByteOrderMarkAtTheStartOnly() {
        assertThat(events("\uFEFFdata: a\n\n\uFEFFdata: b\n\ndata: \uFEFFc\n\n"))
                .containsExactly("null|a", "null|\uFEFFc");
    }

    @Test
    void dispatchesNothingWithoutDataAndForgetsItsName() {
        assertThat(events("event: ping\n\n\n\ndata: x\n\n")).containsExactly("null|x");
    }

    @Test
    void ignoresFieldsThatOnlyBeginLikeOurs() {
        assertThat(events("dat: a\ndatum: b\ndata-x: c\nevents: d\neven: e\ndata: f\n\n"))
                .containsExactly("null|f");
    }

    @Test
    void keepsNamesApartFromEventToEvent() {
        assertThat(events("event: a\ndata: 1\n\nevent: b\ndata: 2\n\nevent: b\ndata: 3\n\nevent:\ndata: 4\n\n"))
                .containsExactly("a|1", "b|2", "b|3", "null|4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: last", "data: last\n", "data: last\r"})
    void handsOutAnEventThatLacksItsBlankLine(String end) {
        assertThat(events("data: first\n\n" + end)).containsExactly("null|first", "null|last");
    }

    @Test
    void returnsEachEventBeforeItWaitsForMoreBytes() throws IOException {
        for (String end : List.of("\n\n", "\r\n\r\n", "\r\r")) {
            byte[] event = ("data: now" + end).getBytes(StandardCharsets.UTF_8);
            SseReader reader = new SseReader(new InputStream() {
                private boolean given;

                @Override
                public int read() {
                    throw new AssertionError("reads byte by byte");
                }

                @Override
                public int read(byte[] into, int from, int length) {
                    if (given) {
                        throw new AssertionError("waits for more than the event");
                    }
                    given = true;
                    System.arraycopy(event, 0, into, from, event.length);
                    return event.length;
                }
            });
            SseReader.Event read = reader.next();
            assertThat(read).isNotNull();
            assertThat(read.data()).isEqualTo("now".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void readsAnEventMuchLargerThanItsBuffer() {
        String big = "x".repeat(1_000_000);
        assertThat(events("data: " + big + "\n\ndata: b\n\n")).containsExactly("null|" + big, "null|b");
    }

    @Test
    void givesUpOnAnEventOverTheLimitInOneLineOrMany() {
        String line = "data: " + "x".repeat(9_000) + "\n";
        for (String stream : List.of(line, "data: xxxxxxxxxxxxxxxxxxxxxxxxxxxx\n".repeat(400))) {
            SseReader reader = new SseReader(in(stream), 8_192);
            assertThatThrownBy(reader::next).isInstanceOfSatisfying(ProviderFailure.class, failure -> {
                assertThat(failure.kind()).isEqualTo(ProviderFailure.Kind.MALFORMED);
                assertThat(failure.words()).contains("8192");
            });
        }
    }

    @Test
    void passesOnAnyNumberOfCommentsWithinTheLimit() throws IOException {
        SseReader reader = new SseReader(in(": keep-alive\n\n".repeat(10_000) + "data: x\n\n"), 8_192);
        assertThat(reader.next()).isNotNull();
    }

    private static List<String> events(String stream) {
        return events(in(stream));
    }

    private static List<String> events(InputStream in) {
        try {
            SseReader reader = new SseReader(in);
            List<String> events = new ArrayList<>();
            for (SseReader.Event event = reader.next(); event != null; event = reader.next()) {
                events.add(event.name() + "|" + new String(event.data(), StandardCharsets.UTF_8));
            }
            return events;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static InputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {": still here\n", "\n", "id: 7\n", "event: a\n", "retry: 1\n\n"})
    void bytesThatAreNoEventHaveALimit(String idle) {
        byte[] bytes = idle.repeat(SseReader.LIMIT / idle.length() + 2).getBytes(StandardCharsets.UTF_8);
        SseReader reader = new SseReader(new ByteArrayInputStream(bytes));
        assertThatThrownBy(reader::next)
                .isInstanceOfSatisfying(
                        ProviderFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ProviderFailure.Kind.MALFORMED));
    }
}

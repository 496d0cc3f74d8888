package io.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.chat.reply.Chunk;
import io.serai.chat.reply.Delta;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SseReplyStreamTest {

    private final AtomicInteger aborts = new AtomicInteger();

    @Test
    void givesChunksThenNullForGood() {
        SseReplyStream stream = stream(in("data: a\n\ndata: skip\n\ndata: b\n\ndata: end\n\n"));
        assertThat(text(stream.next())).isEqualTo("a");
        assertThat(text(stream.next())).isEqualTo("b");
        assertThat(stream.next()).isNull();
        assertThat(stream.next()).isNull();
    }

    @Test
    void failsAgainAndAgainOnceItFailed() {
        SseReplyStream stream = stream(in("data: a\n\n"));
        assertThat(text(stream.next())).isEqualTo("a");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(stream::next)
                    .isInstanceOfSatisfying(
                            ProviderFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.CUT));
        }
    }

    @Test
    void callsABrokenConnectionACutAndSaysHow() {
        SseReplyStream stream = stream(new SequenceInputStream(in("data: a\n\n"), new Broken()));
        assertThat(text(stream.next())).isEqualTo("a");
        assertThatThrownBy(stream::next)
                .isInstanceOf(ProviderFailure.class)
                .hasMessageContaining("Connection reset")
                .extracting(e -> ((ProviderFailure) e).kind())
                .isEqualTo(Kind.CUT);
        stream.close();
        assertThat(aborts).hasValue(1);
    }

    @Test
    void callsATornLastEventACutRatherThanMalformed() {
        SseReplyStream stream = stream(in("data: a\n\ndata: torn"));
        assertThat(text(stream.next())).isEqualTo("a");
        assertThatThrownBy(stream::next)
                .extracting(e -> ((ProviderFailure) e).kind())
                .isEqualTo(Kind.CUT);
    }

    @Test
    void forgivesAConnectionThatBreaksBehindTheAnswer() {
        SseReplyStream stream = stream(new SequenceInputStream(in("data: a\n\ndata: finish\n\n"), new Broken()));
        assertThat(text(stream.next())).isEqualTo("a");
        assertThat(stream.next()).isNull();
    }

    @Test
    void abortsWhatIsNotComplete() {
        SseReplyStream stream = stream(in("data: a\n\ndata: b\n\ndata: end\n\n"));
        stream.next();
        stream.close();
        stream.close();
        assertThat(aborts).hasValue(1);
    }

    @Test
    void readsTheRestOfACompleteAnswerSoThatItsConnectionServesAgain() throws IOException {
        InputStream body = in("data: a\n\ndata: end\n\n" + ": trailer\n\n".repeat(500));
        SseReplyStream stream = stream(body);
        stream.next();
        stream.next();
        stream.close();
        assertThat(body.read()).isEqualTo(-1);
        assertThat(aborts).hasValue(0);
    }

    @Test
    void abortsACompleteAnswerWithALongTail() {
        SseReplyStream stream = stream(in("data: end\n\n" + ": trailer\n\n".repeat(5_000)));
        stream.next();
        stream.close();
        assertThat(aborts).hasValue(1);
    }

    @Test
    @Timeout(10)
    void waitsForTheEndOfACompleteAnswerOnlyShortly() {
        CountDownLatch aborted = new CountDownLatch(1);
        InputStream open = new SequenceInputStream(in("data: end\n\n"), new InputStream() {
            @Override
            public int read() throws IOException {
                try {
                    aborted.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                throw new IOException("Socket closed");
            }
        });
        SseReplyStream stream = new SseReplyStream(open, new Letters(), aborted::countDown);
        assertThat(stream.next()).isNull();
        long begin = System.nanoTime();
        stream.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        assertThat(aborted.getCount()).isZero();
    }

    private SseReplyStream stream(InputStream body) {
        return new SseReplyStream(body, new Letters(), aborts::incrementAndGet);
    }

    private static InputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(@Nullable Chunk chunk) {
        assertThat(chunk).isNotNull();
        return ((Delta.Text) chunk.deltas().getFirst()).text();
    }

    /** A wire of words: {@code end} completes, {@code finish} completes without saying so, the rest is text. */
    private static final class Letters implements StreamDecoder {
        private boolean complete;
        private boolean finished;

        @Override
        public @Nullable Chunk read(@Nullable String event, byte[] data) {
            String word = new String(data, StandardCharsets.UTF_8);
            if (word.equals("torn")) {
                throw new ProviderFailure(Kind.MALFORMED, "no letter");
            }
            complete |= word.equals("end");
            finished |= word.equals("finish");
            return word.length() > 1 ? null : new Chunk(List.of(new Delta.Text(0, word)), null);
        }

        @Override
        public boolean complete() {
            return complete;
        }

        @Override
        public @Nullable Chunk end() {
            if (!complete && !finished) {
                throw new ProviderFailure(Kind.CUT, "cut");
            }
            return null;
        }
    }

    private static final class Broken extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("Connection reset");
        }
    }
}

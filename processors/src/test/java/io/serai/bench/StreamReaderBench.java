package io.serai.bench;

import io.serai.chat.reply.Chunk;
import io.serai.providers.SseReplyStream;
import io.serai.providers.openai.OpenAiDialect;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What it costs to read one chunk of an OpenAI stream, from bytes to deltas; each chunk arrives in a read of its own. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StreamReaderBench {

    private static final int CHUNKS = 200;

    /** Bytes that may pass as they are, or a vendor's that must be mended. */
    @Param({"tidy", "mended"})
    public String vendor = "tidy";

    private final OpenAiDialect dialect = OpenAiDialect.official();
    private byte[] stream = new byte[0];
    private int eventLength;

    @Setup
    public void record() {
        String role = vendor.equals("tidy") ? "" : "\"role\":\"assistant\",";
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < CHUNKS - 1; i++) {
            String content = i == 0 ? "\"role\":\"assistant\",\"content\":\"abcde\"" : role + "\"content\":\" word\"";
            text.append(event("{" + content + "}", "null"));
        }
        eventLength = event("{\"content\":\" word\"}", "null").length();
        text.append(event("{}", "\"stop\"")).append("data: [DONE]\n\n");
        stream = text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String event(String delta, String finish) {
        return "data: {\"id\":\"chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT\",\"object\":\"chat.completion.chunk\","
                + "\"created\":1741569952,\"model\":\"gpt-4o-2024-08-06\",\"service_tier\":\"default\","
                + "\"system_fingerprint\":\"fp_50cad350e4\",\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"logprobs\":null,\"finish_reason\":" + finish + "}],\"usage\":null,\"obfuscation\":\"x9aB\"}\n\n";
    }

    /** Time and garbage a chunk. */
    @Benchmark
    @OperationsPerInvocation(CHUNKS)
    public void chunk(Blackhole hole) {
        try (SseReplyStream reply =
                new SseReplyStream(new Arriving(stream, eventLength), dialect.decodeStream(), () -> {})) {
            for (Chunk chunk = reply.next(); chunk != null; chunk = reply.next()) {
                hole.consume(chunk);
            }
        }
    }

    /** Bytes that come a chunk at a time, as from a network. */
    private static final class Arriving extends InputStream {
        private final byte[] bytes;
        private final int size;
        private int at;

        Arriving(byte[] bytes, int size) {
            this.bytes = bytes;
            this.size = size;
        }

        @Override
        public int read() {
            return at < bytes.length ? bytes[at++] : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            if (at == bytes.length) {
                return -1;
            }
            int count = Math.min(Math.min(size, length), bytes.length - at);
            System.arraycopy(bytes, at, into, from, count);
            at += count;
            return count;
        }
    }
}

package io.serai.e2e.provider;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a stand-in does with one request that passed its checks. */
public sealed interface Behaviour {
    /**
     * An answer. The withers below change one thing each: {@code answer("x").usage(c).cutAfter(3).crlf()}.
     *
     * @param say what it says
     * @param counts the usage to report; null counts words
     * @param delivery how it is put on the wire
     */
    record Answer(Say say, @Nullable Counts counts, Delivery delivery) implements Behaviour {
        public Answer usage(Counts exact) {
            return new Answer(say, exact, delivery);
        }

        public Answer firstAfter(Duration wait) {
            return deliver(delivery.waiting(wait, delivery.token(), delivery.between()));
        }

        /** Waits between the head and the first event. */
        public Answer tokenAfter(Duration wait) {
            return deliver(delivery.waiting(delivery.first(), wait, delivery.between()));
        }

        public Answer slowChunks(Duration between) {
            return deliver(delivery.waiting(delivery.first(), delivery.token(), between));
        }

        /** Writes so many bytes at a time, across the events. */
        public Answer bytesSplit(int bytes) {
            Delivery d = delivery;
            return deliver(d.shaped(bytes, d.crlf(), d.comments(), d.usageOnChoice(), d.usageEveryChunk()));
        }

        public Answer cutAfter(int frames) {
            return deliver(delivery.ending(new Ending.Cut(frames)));
        }

        public Answer dropAfter(int frames) {
            return deliver(delivery.ending(new Ending.Drop(frames)));
        }

        public Answer tornAfter(int frames) {
            return deliver(delivery.ending(new Ending.Torn(frames)));
        }

        public Answer resetAfter(int frames) {
            return deliver(delivery.ending(new Ending.Reset(frames)));
        }

        public Answer stallAfter(int frames) {
            return deliver(delivery.ending(new Ending.Stall(frames)));
        }

        public Answer errorEventAfter(int frames, String message) {
            return deliver(delivery.ending(new Ending.Fail(frames, message)));
        }

        public Answer leftOpen() {
            return deliver(delivery.ending(new Ending.Open()));
        }

        public Answer crlf() {
            return quirk(true, delivery.comments(), delivery.usageOnChoice(), delivery.usageEveryChunk());
        }

        public Answer comments() {
            return quirk(delivery.crlf(), true, delivery.usageOnChoice(), delivery.usageEveryChunk());
        }

        public Answer usageOnChoice() {
            return quirk(delivery.crlf(), delivery.comments(), true, delivery.usageEveryChunk());
        }

        public Answer usageEveryChunk() {
            return quirk(delivery.crlf(), delivery.comments(), delivery.usageOnChoice(), true);
        }

        public Answer noUsage() {
            return deliver(delivery.lacking(false, delivery.terminator(), delivery.brokenEvent()));
        }

        public Answer noTerminator() {
            return deliver(delivery.lacking(delivery.usage(), false, delivery.brokenEvent()));
        }

        /** One event that is no JSON comes after so many, and then the rest. */
        public Answer brokenEventAfter(int frames) {
            return deliver(delivery.lacking(delivery.usage(), delivery.terminator(), frames));
        }

        private Answer quirk(boolean crlf, boolean comments, boolean usageOnChoice, boolean usageEveryChunk) {
            return deliver(delivery.shaped(delivery.split(), crlf, comments, usageOnChoice, usageEveryChunk));
        }

        private Answer deliver(Delivery changed) {
            return new Answer(say, counts, changed);
        }
    }

    /** The vendor's error for this status; {@code message} null takes the vendor's usual words. */
    record Status(
            int code,
            @Nullable Duration retryAfter,
            @Nullable String message) implements Behaviour {}

    /** A status that asks to wait, and how the wait is written. */
    record Limited(int code, Duration pause, RetryAs as) implements Behaviour {}

    /** How a wait is told. */
    enum RetryAs {
        /** As the vendor does. */
        VENDOR,
        /** {@code retry-after} in whole seconds. */
        SECONDS,
        /** {@code retry-after-ms}. */
        MILLIS,
        /** {@code retry-after} as a date. */
        DATE
    }

    /** An error of the vendor's that a status alone does not tell. */
    record Vendor(Trouble trouble) implements Behaviour {}

    /** What is meant by such an error. */
    enum Trouble {
        CONTEXT_TOO_LONG,
        CONTENT_FILTER,
        QUOTA,
        NO_PREFILL
    }

    /** The connection is closed in good order before the status line. */
    record Close() implements Behaviour {}

    /** The same, so much later. */
    record Delayed(Duration pause, Behaviour then) implements Behaviour {}

    /** A request on a connection that was used before finds it closed; one on a fresh connection gets the answer. */
    record Stale(Answer answer) implements Behaviour {}

    /** A page of HTML, as proxies in front of providers send. */
    record Page(int code, String html) implements Behaviour {}

    /** The connection is reset before the status line. */
    record Reset() implements Behaviour {}

    /** Nothing is ever sent. */
    record Silence() implements Behaviour {}

    /** The head of a good answer, and then nothing. */
    record HeadersThenSilence() implements Behaviour {}

    /** 200 without a body. */
    record EmptyBody() implements Behaviour {}

    /** 200 with a body that breaks off within its JSON; a stream has one such event. */
    record InvalidJson() implements Behaviour {}

    /** The vendor's error object under status 200; a stream has it as its only event. */
    record ErrorIn200(String message) implements Behaviour {}

    static Answer echo() {
        return new Answer(new Say.Echo(), null, Delivery.PLAIN);
    }

    static Answer answer(String text) {
        return new Answer(new Say.Text(text), null, Delivery.PLAIN);
    }

    /** {@code w1 w2 …}, the rest of it where the request ends with its beginning. */
    static Answer numbered(int words) {
        return new Answer(new Say.Numbered(words, Say.Prefill.CONTINUED), null, Delivery.PLAIN);
    }

    /** @param prefill what the beginning of an answer in the request does */
    static Answer numbered(int words, Say.Prefill prefill) {
        return new Answer(new Say.Numbered(words, prefill), null, Delivery.PLAIN);
    }

    static Answer answerTools(ToolCall... calls) {
        return new Answer(new Say.Tools("", List.of(calls)), null, Delivery.PLAIN);
    }

    static Answer answerTools(String text, ToolCall... calls) {
        return new Answer(new Say.Tools(text, List.of(calls)), null, Delivery.PLAIN);
    }

    static Answer usage(Counts exact) {
        return echo().usage(exact);
    }

    static Answer cutAfter(int frames) {
        return echo().cutAfter(frames);
    }

    static Answer dropAfter(int frames) {
        return echo().dropAfter(frames);
    }

    static Answer resetAfter(int frames) {
        return echo().resetAfter(frames);
    }

    static Answer stallAfter(int frames) {
        return echo().stallAfter(frames);
    }

    static Answer slowChunks(Duration between) {
        return echo().slowChunks(between);
    }

    static Answer bytesSplit(int bytes) {
        return echo().bytesSplit(bytes);
    }

    static Answer errorEventAfter(int frames, String message) {
        return echo().errorEventAfter(frames, message);
    }

    static Status status(int code) {
        return new Status(code, null, null);
    }

    static Status status(int code, Duration retryAfter) {
        return new Status(code, retryAfter, null);
    }

    static Page htmlPage(int code) {
        return new Page(
                code,
                "<html>\r\n<head><title>" + code + "</title></head>\r\n<body>\r\n<center><h1>" + code
                        + "</h1></center>\r\n<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n");
    }

    static Behaviour reset() {
        return new Reset();
    }

    static Behaviour close() {
        return new Close();
    }

    static Behaviour silence() {
        return new Silence();
    }

    static Behaviour headersThenSilence() {
        return new HeadersThenSilence();
    }

    static Behaviour emptyBody() {
        return new EmptyBody();
    }

    static Behaviour invalidJson() {
        return new InvalidJson();
    }

    static Behaviour errorObjectIn200(String message) {
        return new ErrorIn200(message);
    }
}

package io.serai.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.e2e.provider.Behaviour;
import io.serai.e2e.provider.Received;
import java.time.Duration;
import java.util.List;

/**
 * What was seen of a row from both sides.
 *
 * @param heard by the callers, call by call
 * @param first what the first choice was asked
 * @param next what the fallback was asked
 */
record Seen(
        Vendor vendor,
        Row.Mode mode,
        String firstModel,
        String nextModel,
        List<Heard> heard,
        List<Received> first,
        List<Received> next) {

    static final int WORDS = 60;
    static final String TEXT =
            ((io.serai.e2e.provider.Say.Numbered) Behaviour.numbered(WORDS).say()).text();

    Heard last() {
        return heard.getLast();
    }

    void asked(int ofFirst, int ofNext) {
        assertThat(first).as("asks of the first choice; %s", this).hasSize(ofFirst);
        assertThat(next).as("asks of the fallback; %s", this).hasSize(ofNext);
    }

    /** Every call got all words in order, each once, and a proper end. */
    void whole() {
        for (Heard each : heard) {
            whole(each);
        }
    }

    void whole(Heard each) {
        assertThat(each.status()).as("status; %s", this).isEqualTo(200);
        assertThat(each.error().isMissingNode()).as("no error; %s", this).isTrue();
        assertThat(each.text()).as("text; %s", this).isEqualTo(TEXT);
        assertThat(each.ended()).as("a proper end; %s", this).isTrue();
    }

    void wholeFromFirst() {
        whole();
        heard.forEach(
                each -> assertThat(each.model()).as("who answered; %s", this).isEqualTo(firstModel));
    }

    void wholeFromNext() {
        whole();
        heard.forEach(
                each -> assertThat(each.model()).as("who answered; %s", this).isEqualTo(nextModel));
    }

    void status(int... any) {
        assertThat(last().status())
                .as("status; %s", this)
                .isIn(java.util.Arrays.stream(any).boxed().toList());
        assertThat(last().error().isObject())
                .as("an error of the dialect; %s", this)
                .isTrue();
    }

    void retryAfter(long from, long to) {
        assertThat(last().retryAfter()).as("retry-after; %s", this).isBetween(from, to);
    }

    void shouldRetry(boolean wanted) {
        assertThat(last().headers().firstValue("x-should-retry"))
                .as("x-should-retry; %s", this)
                .contains(Boolean.toString(wanted));
    }

    void within(Duration most) {
        assertThat(last().took()).as("how long it took; %s", this).isLessThan(most);
    }

    /** How long the first choice was left alone between its first two asks. */
    void pause(Duration least, Duration most) {
        assertThat(Duration.between(first.get(0).at(), first.get(1).at()))
                .as("pause between the asks; %s", this)
                .isBetween(least, most);
    }

    @Override
    public String toString() {
        return firstModel + ": heard " + heard + ", first " + first.size() + " " + first + ", next " + next.size() + " "
                + next;
    }
}

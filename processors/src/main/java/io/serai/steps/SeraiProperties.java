package io.serai.steps;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What holds for every call.
 *
 * @param data        folder of the outbox, and by default of the store and the broker's journal
 * @param models      the catalogue
 * @param longestBody largest request that is read
 * @param patience    how long attempts may keep a caller waiting, where a provider's entry does not say otherwise
 */
@ConfigurationProperties("serai")
record SeraiProperties(
        @DefaultValue("data") Path data,
        @DefaultValue("config/models.yaml") String models,
        @DefaultValue("32MB") DataSize longestBody,
        @DefaultValue Limits patience) {

    /**
     * Limits of one attempt.
     *
     * @param whole      until a whole answer is there
     * @param firstByte  until a streamed answer's headers are there
     * @param firstToken from then until its first content; reasoning models think before they speak
     * @param idle       between two events of a stream
     * @param keepAlive  how often a silent stream gets an SSE comment
     */
    record Limits(
            @DefaultValue("300s") Duration whole,
            @DefaultValue("30s") Duration firstByte,
            @DefaultValue("60s") Duration firstToken,
            @DefaultValue("60s") Duration idle,
            @DefaultValue("10s") Duration keepAlive) {

        Patience patience() {
            return new Patience(whole, firstByte, firstToken, idle);
        }
    }
}

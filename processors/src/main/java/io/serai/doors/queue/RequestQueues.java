package io.serai.doors.queue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The queues that clients of the embedded broker may send to.
 *
 * @param consumers requests taken from {@code llm.requests} at a time; the door's route reads it
 * @param own       queues, beside {@code llm.requests}, that routes of the operator's own read
 */
@ConfigurationProperties("serai.queue")
public record RequestQueues(
        @DefaultValue("16") int consumers, @DefaultValue List<String> own) {

    public static final String REQUESTS = "llm.requests";

    public RequestQueues {
        own = List.copyOf(own);
        for (String name : own) {
            if (!name.matches("[\\p{L}\\p{N}_-]+(\\.[\\p{L}\\p{N}_-]+)*")
                    || name.matches("(?i)(llm|serai|activemq)(\\..*)?")) {
                throw new IllegalArgumentException(
                        "serai.queue.own must list names of queues such as 'tickets.in', none that"
                                + " begins with llm., serai. or activemq.: " + name);
            }
        }
    }

    /** All of them. */
    public Set<String> names() {
        Set<String> names = new HashSet<>(own);
        names.add(REQUESTS);
        return names;
    }
}

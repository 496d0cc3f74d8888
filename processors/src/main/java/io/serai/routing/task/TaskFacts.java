package io.serai.routing.task;

import io.serai.call.Task;
import io.serai.chat.ChatRequest;
import io.serai.routing.PeakHours;
import io.serai.routing.RoutingSettings;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Finds the facts of a call that rules decide upon; safe to share. */
public final class TaskFacts {

    private final RoutingSettings settings;
    private final TaskClassifier classifier;
    private final ToIntFunction<ChatRequest> promptTokens;
    private final PeakHours peakHours;
    private final int generalOutput;

    /** @param promptTokens counts the tokens of a request's messages and tools */
    public TaskFacts(RoutingSettings settings, TaskClassifier classifier, ToIntFunction<ChatRequest> promptTokens) {
        this.settings = settings;
        this.classifier = classifier;
        this.promptTokens = promptTokens;
        this.peakHours = PeakHours.of(settings.peakHours());
        this.generalOutput = Objects.requireNonNull(settings.expectedOutput().get(TaskClassifier.GENERAL));
    }

    /**
     * The facts of a call.
     *
     * @param givenType what the header {@code x-serai-task} says, or null
     * @param at        when the call came
     * @throws io.serai.call.Refusal {@code Invalid} where the caller's word for the task is none
     */
    public Task of(ChatRequest request, @Nullable String givenType, Instant at) {
        String given = TaskClassifier.given(request, givenType);
        String type = given == null ? classifier.suggest(request) : given;
        LocalDateTime local = LocalDateTime.ofInstant(at, settings.zone());
        return new Task(
                type,
                given != null,
                promptTokens.applyAsInt(request),
                outputTokens(request, type),
                request.needs(),
                local.getHour(),
                local.getDayOfWeek(),
                peakHours.contains(local),
                request.metadata());
    }

    /** What such answers usually have, at most what the caller allows, for each answer asked for. */
    private int outputTokens(ChatRequest request, String type) {
        int usual = settings.expectedOutput().getOrDefault(type, generalOutput);
        Integer most = request.sampling().maxOutputTokens();
        long each = most == null ? usual : Math.clamp(most, 1, usual);
        return (int) Math.min(each * Math.max(request.sampling().choicesOrOne(), 1), Integer.MAX_VALUE);
    }
}

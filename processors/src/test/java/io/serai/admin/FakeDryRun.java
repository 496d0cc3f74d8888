package io.serai.admin;

import io.serai.call.Caller;
import io.serai.call.Candidate;
import io.serai.call.Decision;
import io.serai.call.Preference;
import io.serai.call.Preference.Handling;
import io.serai.call.Profile;
import io.serai.call.Task;
import io.serai.chat.ChatRequest;
import io.serai.routing.DryRun;
import io.serai.usage.Money;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Remembers what it was asked and decides for two models. */
final class FakeDryRun implements DryRun {

    @Nullable
    ChatRequest request;

    @Nullable
    Caller caller;

    @Nullable
    String task;

    @Nullable
    RuntimeException fault;

    @Override
    public Rehearsal rehearse(
            ChatRequest asked, Caller by, @Nullable String named, Function<String, @Nullable String> headers) {
        request = asked;
        caller = by;
        task = named;
        if (fault != null) {
            throw fault;
        }
        Task facts = new Task(
                named == null ? "support" : named,
                named != null,
                12,
                200,
                asked.needs(),
                14,
                DayOfWeek.MONDAY,
                true,
                asked.metadata());
        Preference preference = new Preference(
                "peak-cheapest",
                Profile.CHEAPEST,
                0.5,
                Money.usd("0.020"),
                Duration.ofSeconds(5),
                List.of(),
                List.of("openai"),
                Handling.USUAL);
        return new Rehearsal(
                facts,
                new Decided(new Decision(
                        preference,
                        List.of(
                                candidate("gpt-4o-mini", "0.00012180", "cheapest"),
                                candidate("gpt-4o", "0.00203", "next")),
                        List.of(new Decision.Rejected(
                                "mistral-large", "mistral", "no key for provider mistral", false)))));
    }

    private static Candidate candidate(String model, String cost, String why) {
        return new Candidate(model, "openai", model + "-2024", "openai-chat-sink", true, 128_000, Money.usd(cost), why);
    }
}

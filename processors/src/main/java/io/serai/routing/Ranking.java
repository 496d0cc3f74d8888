package io.serai.routing;

import io.serai.call.Preference;
import io.serai.call.Profile;
import io.serai.catalog.Model;
import io.serai.routing.RoutingSettings.Balance;
import io.serai.routing.preference.NamePatterns;
import java.util.Comparator;
import java.util.List;

/**
 * Puts options in the order of a profile.
 *
 * <p>Cheapest: expected cost, then quality. Best: quality for the task, then cost. Fastest: expected time, where times within
 * a tenth of each other are alike, then cost. Balanced: a weighted sum of quality, cost and time, each scaled to 0 to 1 over
 * the options (cost and time by their logarithms, so that one dear model does not make all others alike), then cost. In
 * order: as the rule names models, then as it names providers, and whom one pattern means as balanced. Whom that leaves
 * equal the lot parts.
 */
final class Ranking {

    private static final Comparator<ScoredDeployment> BY_LOT = (a, b) -> Long.compare(a.lot, b.lot);
    private static final Comparator<ScoredDeployment> BY_COST = (a, b) -> Long.compare(a.picos, b.picos);
    private static final Comparator<ScoredDeployment> BY_QUALITY = (a, b) -> Double.compare(b.quality, a.quality);

    private static final Comparator<ScoredDeployment> CHEAPEST =
            BY_COST.thenComparing(BY_QUALITY).thenComparing(BY_LOT);
    private static final Comparator<ScoredDeployment> BEST =
            BY_QUALITY.thenComparing(BY_COST).thenComparing(BY_LOT);
    private static final Comparator<ScoredDeployment> FASTEST = ((Comparator<ScoredDeployment>)
                    (a, b) -> Integer.compare(a.pace, b.pace))
            .thenComparing(BY_COST)
            .thenComparing(BY_LOT);
    private static final Comparator<ScoredDeployment> BALANCED = ((Comparator<ScoredDeployment>)
                    (a, b) -> Double.compare(b.balance, a.balance))
            .thenComparing(BY_COST)
            .thenComparing(BY_LOT);

    private static final Comparator<ScoredDeployment> IN_ORDER =
            ((Comparator<ScoredDeployment>) (a, b) -> Integer.compare(a.place, b.place)).thenComparing(BALANCED);

    private static final double STEP = Math.log(1.1);

    private Ranking() {}

    static int pace(double millis) {
        return (int) (Math.log(Math.max(millis, 1)) / STEP);
    }

    static void sort(List<ScoredDeployment> options, Preference preference, Balance weights) {
        switch (preference.profile()) {
            case CHEAPEST -> options.sort(CHEAPEST);
            case BEST -> options.sort(BEST);
            case FASTEST -> options.sort(FASTEST);
            case BALANCED -> {
                balance(options, weights);
                options.sort(BALANCED);
            }
            case IN_ORDER -> {
                place(options, preference);
                balance(options, weights);
                options.sort(IN_ORDER);
            }
        }
    }

    private static void place(List<ScoredDeployment> options, Preference preference) {
        int providers = preference.providers().size() + 1;
        for (ScoredDeployment option : options) {
            Model model = option.deployment.model;
            option.place = NamePatterns.place(preference.models(), model) * providers
                    + preference.providers().indexOf(model.provider().name());
        }
    }

    private static void balance(List<ScoredDeployment> options, Balance weights) {
        Range quality = new Range();
        Range cost = new Range();
        Range time = new Range();
        for (ScoredDeployment option : options) {
            quality.take(option.quality);
            cost.take(Math.log(option.picos + 1.0));
            time.take(Math.log(option.millis + 1));
        }
        double all = weights.quality() + weights.cost() + weights.latency();
        for (ScoredDeployment option : options) {
            option.balance = (weights.quality() * quality.at(option.quality)
                            + weights.cost() * (1 - cost.at(Math.log(option.picos + 1.0)))
                            + weights.latency() * (1 - time.at(Math.log(option.millis + 1))))
                    / all;
        }
    }

    /** The least and the greatest of some figures. */
    private static final class Range {

        private double least = Double.POSITIVE_INFINITY;
        private double greatest = Double.NEGATIVE_INFINITY;

        void take(double figure) {
            least = Math.min(least, figure);
            greatest = Math.max(greatest, figure);
        }

        /** Where a figure lies between them, 0 to 1; 1/2 where all are the same. */
        double at(double figure) {
            return greatest > least ? (figure - least) / (greatest - least) : 0.5;
        }
    }

    /** Why an option stands where it stands, for people. */
    static String why(ScoredDeployment option, Profile profile, int place, int of) {
        StringBuilder why = new StringBuilder(48);
        why.append(profile.label()).append(' ').append(place).append(" of ").append(of);
        switch (profile) {
            case CHEAPEST, IN_ORDER -> {}
            case BEST -> hundredths(why.append(", quality "), option.quality);
            case FASTEST -> why.append(", about ").append((long) option.millis).append(" ms");
            case BALANCED -> hundredths(why.append(", score "), option.balance);
        }
        return why.toString();
    }

    private static void hundredths(StringBuilder text, double figure) {
        int hundredths = (int) Math.round(figure * 100);
        text.append(hundredths / 100).append('.').append(hundredths / 10 % 10).append(hundredths % 10);
    }
}

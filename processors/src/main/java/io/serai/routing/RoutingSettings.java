package io.serai.routing;

import io.serai.catalog.Model;
import io.serai.usage.TokenClass;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of routing; what is left out has a default, what is invalid stops the start.
 *
 * @param zone              whose clock the rules mean
 * @param peakHours         windows of that clock such as {@code Mon-Fri 09:00-18:00}; those of the night may end on the
 *                          next day
 * @param expectedOutput    tokens that an answer usually has, by task type; {@code general} stands in for callers' own types
 * @param expectedSpeed     how fast a model, or all of a provider, is taken to be before calls were seen, by either's name
 * @param maxCandidates     how many models a decision by the rules names at most
 * @param credentialsCoolOff how long a deployment that refused our account, or does not know the model, is left out
 * @param limitedCoolOff    how long one that limits us without saying for how long is left out the first time; then doubled
 * @param breakerTrust      how long a breaker that opened is taken to be open where it does not say it itself
 * @param figuresFade       after how long without a call live figures say nothing any more
 * @param simulatorInAuto   whether the simulator is a candidate of the rules beside real providers
 * @param balance           what the balanced profile weighs
 * @param headers           names of the request's headers, and of a message's properties, that rules may read
 */
@ConfigurationProperties("serai.routing")
public record RoutingSettings(
        @DefaultValue("UTC") ZoneId zone,
        @DefaultValue List<String> peakHours,
        @DefaultValue Map<String, Integer> expectedOutput,
        @DefaultValue Map<String, Speed> expectedSpeed,
        @DefaultValue("5") int maxCandidates,
        @DefaultValue("60s") Duration credentialsCoolOff,
        @DefaultValue("2s") Duration limitedCoolOff,
        @DefaultValue("4s") Duration breakerTrust,
        @DefaultValue("10m") Duration figuresFade,
        @DefaultValue("false") boolean simulatorInAuto,
        @DefaultValue Balance balance,
        @DefaultValue List<String> headers) {

    /** Medians of what callers usually get, rounded; put those of your own traffic here. */
    private static final Map<String, Integer> USUAL_OUTPUT = Map.of(
            "support",
            150,
            "reasoning",
            900,
            "coding",
            600,
            "summarisation",
            250,
            "extraction",
            80,
            "classification",
            12,
            "translation",
            150,
            "creative",
            700,
            "tool-use",
            80,
            Model.GENERAL,
            300);

    private static final Pattern HEADER = Pattern.compile("[a-z0-9_-]{1,100}");

    /** What tells who somebody is, so that it ends up in no file, no log and no other system. */
    private static final Pattern SECRET = Pattern.compile(
            "authorization|proxy-authorization|cookie2?|set-cookie2?|.*api[_-]?key.*|.*(token|secret|password).*");

    public RoutingSettings {
        headers = headers.stream().map(RoutingSettings::header).distinct().toList();
        PeakHours.of(peakHours);
        peakHours = List.copyOf(peakHours);
        Map<String, Integer> output = new HashMap<>(USUAL_OUTPUT);
        output.putAll(expectedOutput);
        expectedOutput = Map.copyOf(output);
        expectedSpeed = Map.copyOf(expectedSpeed);
        expectedOutput.forEach((type, tokens) -> atLeastOne("expected-output." + type, tokens));
        atLeastOne("max-candidates", maxCandidates);
        notNegative("credentials-cool-off", credentialsCoolOff);
        notNegative("limited-cool-off", limitedCoolOff);
        notNegative("breaker-trust", breakerTrust);
        if (!figuresFade.isPositive()) {
            throw new IllegalArgumentException(
                    "serai.routing.figures-fade must be longer than nothing: " + figuresFade);
        }
    }

    /**
     * A speed to expect.
     *
     * @param firstToken      from asking to the first content
     * @param tokensPerSecond from there on
     */
    public record Speed(Duration firstToken, double tokensPerSecond) {
        public Speed {
            if (firstToken.isNegative() || !(tokensPerSecond > 0)) {
                throw new IllegalArgumentException("a speed under serai.routing.expected-speed needs a first-token and"
                        + " tokens-per-second above 0");
            }
        }
    }

    /** Weights of what the balanced profile compares; only their proportions count. */
    public record Balance(
            @DefaultValue("0.5") double quality,
            @DefaultValue("0.3") double cost,
            @DefaultValue("0.2") double latency) {
        public Balance {
            if (!(quality >= 0 && cost >= 0 && latency >= 0 && quality + cost + latency > 0)) {
                throw new IllegalArgumentException(
                        "the weights under serai.routing.balance must not be negative, and one must be above 0");
            }
        }
    }

    /** How fast a model is taken to be before calls were seen. */
    public Speed speed(Model model) {
        Speed ofModel = expectedSpeed.get(model.name());
        Speed ofProvider = expectedSpeed.get(model.provider().name());
        return ofModel != null ? ofModel : ofProvider != null ? ofProvider : speedByPrice(model);
    }

    /** Dear models are large and large ones are slow; those that think first keep one waiting. */
    private static Speed speedByPrice(Model model) {
        BigDecimal output = model.prices().prices().getLast().perMillion(TokenClass.OUTPUT);
        int wait;
        int rate;
        if (output.compareTo(BigDecimal.ONE) <= 0) {
            wait = 400;
            rate = 120;
        } else if (output.compareTo(BigDecimal.valueOf(5)) <= 0) {
            wait = 500;
            rate = 100;
        } else if (output.compareTo(BigDecimal.valueOf(20)) <= 0) {
            wait = 800;
            rate = 70;
        } else {
            wait = 1_500;
            rate = 40;
        }
        return new Speed(Duration.ofMillis(model.reasoning() ? wait * 5L : wait), rate);
    }

    private static String header(String name) {
        String lowercase = name.strip().toLowerCase(Locale.ROOT);
        if (!HEADER.matcher(lowercase).matches()) {
            throw new IllegalArgumentException("serai.routing.headers: '" + name
                    + "' is no name of a header; it may have letters, digits, '-' and '_'");
        }
        if (SECRET.matcher(lowercase).matches()) {
            throw new IllegalArgumentException("serai.routing.headers: '" + name
                    + "' holds a key, which rules never read; what they may know of the caller is in caller.team,"
                    + " caller.project and caller.keyName");
        }
        return lowercase;
    }

    private static void atLeastOne(String name, int number) {
        if (number < 1) {
            throw new IllegalArgumentException("serai.routing." + name + " must be at least 1: " + number);
        }
    }

    private static void notNegative(String name, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("serai.routing." + name + " must not be negative: " + duration);
        }
    }
}

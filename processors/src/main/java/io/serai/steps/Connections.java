package io.serai.steps;

import io.serai.catalog.Catalog;
import io.serai.catalog.LiveCatalog;
import io.serai.catalog.Model;
import io.serai.catalog.Provider;
import io.serai.catalog.Wire;
import io.serai.chat.Candidate;
import io.serai.chat.Feature;
import io.serai.chat.ProviderFailure;
import io.serai.chat.ProviderFailure.Kind;
import io.serai.providers.Target;
import io.serai.steps.live.Deployments;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** What the catalogue says of reaching a candidate: its connector's parameters, its dialect's target, its patience. */
final class Connections {

    /** Deployments that the catalogue does not list; a caller could invent any number of them. */
    private static final int MOST_UNLISTED = 100;

    /** Everything about one deployment, worked out once a catalogue. */
    private record Known(Target target, Patience patience, Map<String, String> parameters) {}

    /** Known deployments of one catalogue; replaced with it. */
    private record Book(Catalog catalog, Map<String, Known> known) {}

    private final LiveCatalog catalog;
    private final Deployments deployments;
    private final Patience defaults;
    private volatile Book book;

    Connections(LiveCatalog catalog, Deployments deployments, Patience defaults) {
        this.catalog = catalog;
        this.deployments = deployments;
        this.defaults = defaults;
        this.book = new Book(catalog.current(), new ConcurrentHashMap<>());
    }

    /** Where {@code toD} finds the connector of this candidate now. */
    String address(Exchange exchange, Candidate candidate) {
        return deployments.address(
                exchange,
                candidate.connector(),
                candidate.deployment(),
                known(candidate).parameters());
    }

    Target target(Candidate candidate) {
        return known(candidate).target();
    }

    Patience patience(Candidate candidate) {
        return known(candidate).patience();
    }

    private Known known(Candidate candidate) {
        Book now = book;
        Catalog current = catalog.current();
        if (now.catalog() != current) {
            now = new Book(current, new ConcurrentHashMap<>());
            book = now;
        }
        Known known = now.known().get(candidate.deployment());
        if (known == null) {
            known = learn(current, candidate);
            if (!candidate.listed()) {
                makeRoom(now);
            }
            now.known().put(candidate.deployment(), known);
        }
        return known;
    }

    /** Forgets all unlisted deployments once there are too many; calls inside them go on to their end. */
    private void makeRoom(Book now) {
        Set<String> listed =
                now.catalog().chatModels().stream().map(Model::deployment).collect(Collectors.toSet());
        if (now.known().size() - listed.size() >= MOST_UNLISTED) {
            now.known().keySet().retainAll(listed);
            deployments.retain(listed);
        }
    }

    private Known learn(Catalog current, Candidate candidate) {
        Provider provider = current.provider(candidate.provider());
        if (provider == null) {
            throw new ProviderFailure(Kind.CONNECTION, "the provider has just left the catalogue");
        }
        Model model = candidate.listed() ? current.find(candidate.model()) : null;
        Target target = model == null
                ? new Target(candidate.upstream(), 0, false, EnumSet.allOf(Feature.class))
                : new Target(candidate.upstream(), model.maxOutput(), model.reasoning(), model.features());
        return new Known(target, patience(provider), parameters(provider, candidate));
    }

    private Patience patience(Provider provider) {
        Provider.Patience own = provider.patience();
        return new Patience(
                defaults.whole(),
                or(own.firstByte(), defaults.firstByte()),
                or(own.firstToken(), defaults.firstToken()),
                or(own.idle(), defaults.idle()));
    }

    private static Duration or(@Nullable Duration own, Duration otherwise) {
        return own == null ? otherwise : own;
    }

    private static Map<String, String> parameters(Provider provider, Candidate candidate) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("baseUrl", provider.baseUrl());
        parameters.put("apiKey", provider.apiKey().value());
        parameters.put("upstream", candidate.upstream());
        if (provider.wire() == Wire.OPENAI) {
            parameters.put("dialect", dialect(provider.name()));
        }
        return Map.copyOf(parameters);
    }

    /** Two vendors know fields, or refuse some, that the rest of those who speak the format do not. */
    private static String dialect(String provider) {
        return switch (provider) {
            case "openai", "mistral" -> provider;
            default -> "openaiCompatible";
        };
    }
}

package io.serai.steps.provider;

import io.serai.call.Candidate;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.catalog.Catalog;
import io.serai.catalog.Model;
import io.serai.catalog.Provider;
import io.serai.catalog.files.LiveCatalog;
import io.serai.chat.Feature;
import io.serai.live.swap.Breaker;
import io.serai.live.swap.Deployments;
import io.serai.providers.SecretValues;
import io.serai.providers.Target;
import io.serai.steps.patience.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * What the catalogue says of reaching a candidate: its connector's parameters, its dialect's target, its patience.
 *
 * <p>Each model of the catalogue has an instance of its connector, with a breaker of its own. Names that the catalogue does
 * not list are a caller's to make up, so all those of a provider share one instance: the name travels with the call.
 */
public final class Connections {

    /** Stands for the models of a provider that the catalogue does not list; no model is called so. */
    private static final String UNLISTED = "/*";

    /** Instances for unlisted names, where the connector serves one model an instance. */
    private static final int MOST_UNLISTED = 100;

    private static final Set<Feature> ANY_FEATURE = Collections.unmodifiableSet(EnumSet.allOf(Feature.class));

    /** Everything about one instance of a connector, worked out once a catalogue. */
    private record Known(Target target, Patience patience, Map<String, String> parameters) {}

    /** What is known by one catalogue; replaced with it. */
    private record Book(Catalog catalog, Map<String, Known> known, Map<String, SecretValues> secrets) {

        static Book of(Catalog catalog) {
            return new Book(catalog, new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        }
    }

    private final LiveCatalog catalog;
    private final Deployments deployments;
    private final Patience defaults;
    private volatile Book book;

    public Connections(LiveCatalog catalog, Deployments deployments, Patience defaults) {
        this.catalog = catalog;
        this.deployments = deployments;
        this.defaults = defaults;
        this.book = Book.of(catalog.current());
    }

    /** Names of the instances that the models of a catalogue may need. */
    public static Set<String> instances(Catalog catalog) {
        Set<String> names = new HashSet<>();
        catalog.chatModels().forEach(model -> names.add(model.deployment()));
        catalog.providers().forEach(provider -> names.add(provider.name() + UNLISTED));
        return names;
    }

    /** Where {@code toD} finds the connector of this candidate now. */
    public String address(Exchange exchange, Candidate candidate) {
        return deployments.address(
                exchange,
                candidate.connector(),
                instance(candidate),
                known(candidate).parameters());
    }

    /** The breaker that this candidate is asked through; empty before its first call. */
    public Optional<Breaker> breaker(Candidate candidate) {
        return deployments.breaker(instance(candidate));
    }

    /** An open breaker says when it lets a call through again; any other failure is left as it is. */
    public ProviderFailure untilItCloses(Candidate candidate, ProviderFailure failure) {
        return failure.kind() != Kind.BREAKER_OPEN || failure.retryAfter() != null
                ? failure
                : breaker(candidate)
                        .map(Breaker::openFor)
                        .map(wait -> new ProviderFailure(
                                failure.kind(),
                                failure.status(),
                                failure.words(),
                                failure.code(),
                                failure.param(),
                                wait))
                        .orElse(failure);
    }

    Target target(Candidate candidate) {
        return candidate.listed() ? known(candidate).target() : new Target(candidate.upstream(), 0, false, ANY_FEATURE);
    }

    /** How long it may keep its caller waiting. */
    public Patience patience(Candidate candidate) {
        return known(candidate).patience();
    }

    /** What must not be told of what the candidate's provider says. */
    public SecretValues secrets(Candidate candidate) {
        Book now = book();
        Provider provider = now.catalog().provider(candidate.provider());
        return provider == null
                ? SecretValues.NONE
                : now.secrets().computeIfAbsent(provider.name(), name -> SecretValues.of(secrets(provider)));
    }

    private static List<String> secrets(Provider provider) {
        List<String> secrets = new ArrayList<>(2);
        secrets.add(provider.apiKey().value());
        int at = provider.baseUrl().lastIndexOf('@');
        int scheme = provider.baseUrl().indexOf("://");
        if (scheme >= 0 && at > scheme) {
            secrets.add(provider.baseUrl().substring(scheme + 3, at));
        }
        return secrets;
    }

    private String instance(Candidate candidate) {
        return shared(candidate) ? candidate.provider() + UNLISTED : candidate.deployment();
    }

    private boolean shared(Candidate candidate) {
        return !candidate.listed() && !deployments.oneModelEach(candidate.connector());
    }

    private Book book() {
        Book now = book;
        Catalog current = catalog.current();
        if (now.catalog() != current) {
            now = Book.of(current);
            book = now;
        }
        return now;
    }

    private Known known(Candidate candidate) {
        Book now = book();
        String instance = instance(candidate);
        Known known = now.known().get(instance);
        if (known == null) {
            known = learn(now.catalog(), candidate);
            if (!candidate.listed()) {
                makeRoom(now);
            }
            now.known().put(instance, known);
        }
        return known;
    }

    /** Forgets all unlisted names once there are too many; calls inside them go on to their end. */
    private void makeRoom(Book now) {
        if (now.known().size() < MOST_UNLISTED) {
            return;
        }
        Set<String> lasting = instances(now.catalog());
        if (now.known().size() - lasting.size() >= MOST_UNLISTED) {
            now.known().keySet().retainAll(lasting);
            deployments.retain(lasting);
        }
    }

    private Known learn(Catalog current, Candidate candidate) {
        Provider provider = current.provider(candidate.provider());
        if (provider == null) {
            throw new ProviderFailure(Kind.CONNECTION, "the provider has just left the catalogue");
        }
        Model model = candidate.listed() ? current.find(candidate.model()) : null;
        Target target = model == null
                ? new Target(candidate.upstream(), 0, false, ANY_FEATURE)
                : new Target(candidate.upstream(), model.maxOutput(), model.reasoning(), model.features());
        return new Known(
                target, patience(provider), parameters(provider, shared(candidate) ? "" : candidate.upstream()));
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

    /** @param upstream the model, where an instance serves one only */
    private static Map<String, String> parameters(Provider provider, String upstream) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("baseUrl", provider.baseUrl());
        parameters.put("apiKey", provider.apiKey().value());
        parameters.put("upstream", upstream);
        parameters.put("dialect", provider.wire().dialect());
        return Map.copyOf(parameters);
    }
}

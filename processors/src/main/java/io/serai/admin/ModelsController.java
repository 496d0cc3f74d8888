package io.serai.admin;

import io.serai.admin.web.Answer;
import io.serai.admin.web.Query;
import io.serai.catalog.Catalog;
import io.serai.catalog.Model;
import io.serai.catalog.Price;
import io.serai.catalog.files.LiveCatalog;
import io.serai.chat.Feature;
import io.serai.usage.Money;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The catalogue in force, to be read. */
@RestController
class ModelsController {

    private final LiveCatalog catalog;
    private final InstantSource clock;

    ModelsController(LiveCatalog catalog, InstantSource clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    /** @param defaultPrice what a model costs that is not listed */
    private record View(List<ModelView> data, PriceView defaultPrice) {}

    /** @param configured whether its provider has what it needs to be asked */
    private record ModelView(
            String name,
            String kind,
            String provider,
            boolean configured,
            String upstream,
            String deployment,
            List<String> aliases,
            int contextWindow,
            int maxOutput,
            boolean reasoning,
            List<String> features,
            Map<String, Double> quality,
            String qualitySource,
            PriceView price) {

        static ModelView of(Model model, Instant now) {
            return new ModelView(
                    model.name(),
                    model.kind().name().toLowerCase(Locale.ROOT),
                    model.provider().name(),
                    model.provider().configured(),
                    model.upstream(),
                    model.deployment(),
                    model.aliases(),
                    model.contextWindow(),
                    model.maxOutput(),
                    model.reasoning(),
                    model.features().stream().sorted().map(Feature::label).toList(),
                    new TreeMap<>(model.qualities()),
                    model.source(),
                    PriceView.of(model.prices().at(now)));
        }
    }

    /** @param perMillion dollars for a million tokens by class, in a call whose prompt is not long */
    private record PriceView(Instant from, String source, Map<String, String> perMillion) {

        static PriceView of(Price price) {
            return new PriceView(
                    price.from(), price.source(), Answer.byClass(kind -> new Money(price.perMillion(kind)).toString()));
        }
    }

    @GetMapping("/admin/v1/models")
    ResponseEntity<byte[]> models(HttpServletRequest request) {
        Query.none(request);
        Catalog current = catalog.current();
        Instant now = clock.instant();
        return Answer.ok(new View(
                current.models().stream().map(model -> ModelView.of(model, now)).toList(),
                PriceView.of(current.defaultPrices().at(now))));
    }
}

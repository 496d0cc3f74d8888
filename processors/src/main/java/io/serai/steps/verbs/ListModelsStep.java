package io.serai.steps.verbs;

import io.serai.call.Caller;
import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.catalog.Catalog;
import io.serai.catalog.Model;
import io.serai.catalog.files.LiveCatalog;
import io.serai.doors.Door;
import io.serai.doors.ModelCard;
import io.serai.doors.http.Addresses;
import io.serai.routing.preference.ModelResolver;
import io.serai.steps.call.Slot;
import io.serai.steps.callers.HttpCaller;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.http.common.HttpMessage;

/** The verb {@code listModels}: the models that a key may use at providers that are configured, or one of them. */
public final class ListModelsStep implements Processor {

    private static final String HERE = "/v1/models";
    /** What {@code model} may also say: let the rules choose, or a profile. */
    private static final List<ModelCard> AUTOMATIC = List.of(
            new ModelCard("auto", 0, "serai"),
            new ModelCard("auto:fastest", 0, "serai"),
            new ModelCard("auto:cheapest", 0, "serai"),
            new ModelCard("auto:best", 0, "serai"),
            new ModelCard("auto:balanced", 0, "serai"));

    private final LiveCatalog catalog;
    private final ModelResolver resolver;
    private final Door door;

    public ListModelsStep(LiveCatalog catalog, ModelResolver resolver, Door door) {
        this.catalog = catalog;
        this.resolver = resolver;
        this.door = door;
    }

    @Override
    public void process(Exchange exchange) {
        HttpServletRequest request = exchange.getMessage(HttpMessage.class).getRequest();
        String path = request.getRequestURI();
        HttpCaller caller = (HttpCaller) Slot.CALL.of(exchange).side();
        List<ModelCard> models = models(Slot.CALLER.of(exchange), catalog.current());
        if (path.equals(HERE) || path.equals(HERE + "/")) {
            caller.send(200, door.models(models));
            return;
        }
        if (path.charAt(HERE.length()) != '/') {
            throw new Refusal(Addresses.error(404, request.getMethod(), path));
        }
        String id = URLDecoder.decode(path.substring(HERE.length() + 1), StandardCharsets.UTF_8);
        caller.send(200, door.model(card(id, models)));
    }

    private ModelCard card(String id, List<ModelCard> models) {
        Model known = catalog.current().find(id);
        String name = known == null ? id : known.name();
        return models.stream()
                .filter(model -> model.id().equals(name) || model.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Refusal(new GatewayError.ModelNotFound("The model '" + id
                        + "' does not exist or your key may not use it. GET /v1/models lists those it may.")));
    }

    private List<ModelCard> models(Caller caller, Catalog current) {
        List<ModelCard> cards = new ArrayList<>(AUTOMATIC);
        for (Model model : current.models()) {
            if (model.provider().configured() && ModelResolver.mayUse(caller, model)) {
                cards.add(new ModelCard(
                        model.name(), model.created(), model.provider().name()));
            }
        }
        return cards;
    }
}

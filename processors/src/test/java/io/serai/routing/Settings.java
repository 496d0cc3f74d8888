package io.serai.routing;

import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Settings as Spring Boot reads them. */
public final class Settings {

    private Settings() {}

    static RoutingSettings defaults() {
        return of(Map.of());
    }

    /** @param values by name below {@code serai.routing.} */
    public static RoutingSettings of(Map<String, String> values) {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        values.forEach((name, value) -> source.put("serai.routing." + name, value));
        return new Binder(source).bindOrCreate("serai.routing", RoutingSettings.class);
    }
}

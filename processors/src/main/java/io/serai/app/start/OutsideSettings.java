package io.serai.app.start;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The settings of a folder that is checked, without those by which a start would reach beyond it.
 *
 * <p>A store has several settings that name it, and one of them goes before the others: so none counts but the command's own.
 */
final class OutsideSettings {

    private static final List<String> PREFIXES = List.of(
            "spring.datasource.",
            "spring.flyway.",
            "spring.sql.",
            "spring.jmx.",
            "spring.application.admin.",
            "logging.file.",
            "server.",
            "management.",
            "otel.");

    private static final String PACKAGED = "class path resource";
    private static final List<String> OWN = List.of("commandLineArgs", "dataFolder");

    private OutsideSettings() {}

    static void hide(ConfigurableEnvironment environment) {
        MutablePropertySources sources = environment.getPropertySources();
        for (PropertySource<?> source : new ArrayList<>(sources.stream().toList())) {
            if (source instanceof EnumerablePropertySource<?> named
                    && !OWN.contains(source.getName())
                    && !source.getName().contains(PACKAGED)) {
                sources.replace(source.getName(), without(named));
            }
        }
    }

    private static PropertySource<?> without(EnumerablePropertySource<?> source) {
        Map<String, Object> kept = new HashMap<>();
        for (String name : source.getPropertyNames()) {
            Object value = source.getProperty(name);
            if (value != null && !reachesOut(name)) {
                kept.put(name, value);
            }
        }
        return source instanceof SystemEnvironmentPropertySource
                ? new SystemEnvironmentPropertySource(source.getName(), kept)
                : new Kept(source.getName(), kept);
    }

    /** The environment writes a setting with underscores. */
    private static boolean reachesOut(String name) {
        String setting = name.toLowerCase(Locale.ROOT).replace('_', '.');
        return PREFIXES.stream().anyMatch(setting::startsWith);
    }

    private static final class Kept extends EnumerablePropertySource<Map<String, Object>> {

        Kept(String name, Map<String, Object> kept) {
            super(name, kept);
        }

        @Override
        public String[] getPropertyNames() {
            return getSource().keySet().toArray(String[]::new);
        }

        @Override
        public @Nullable Object getProperty(String name) {
            return getSource().get(name);
        }
    }
}

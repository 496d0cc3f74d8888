package io.serai.app.start;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/** Refuses a port that is none: a negative one would leave the gateway without its doors, and a large one fails with a stack trace. */
final class ServerPort implements EnvironmentPostProcessor, Ordered {

    private static final int HIGHEST = 65_535;

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Integer port = number(environment.getProperty("server.port"));
        if (port != null && (port < 0 || port > HIGHEST)) {
            throw new IllegalArgumentException(
                    "server.port must be between 0 and " + HIGHEST + ": " + port + " (set by SERVER_PORT)");
        }
    }

    /** What is no number is refused, by its name, where it is read. */
    private static @Nullable Integer number(@Nullable String text) {
        try {
            return text == null ? null : Integer.valueOf(text.strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** After the files of settings have been read. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}

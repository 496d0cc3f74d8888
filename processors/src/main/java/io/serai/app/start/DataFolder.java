package io.serai.app.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Makes the data folder, and {@code serai.data} its absolute path.
 *
 * <p>The store takes no path that is relative to the working directory, and a folder that cannot be made is better said
 * here, once, than by whichever of its users comes first.
 */
final class DataFolder implements EnvironmentPostProcessor, Ordered {

    private static final String SETTING = "serai.data";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Hardening.apply(); // also where a test or another program starts us without our main
        Path folder = folder(environment.getProperty(SETTING, "data"));
        try {
            OwnFiles.make(folder);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The data folder " + folder + " cannot be made: set SERAI_DATA to a folder that may be written.",
                    e);
        }
        if (!Files.isWritable(folder)) {
            throw new IllegalStateException(
                    "The data folder " + folder + " may not be written: set SERAI_DATA to one that may.");
        }
        OwnFiles.hide(folder);
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("dataFolder", Map.of(SETTING, folder.toString())));
        StoreFile.refuseLost(environment.getProperty("spring.datasource.url", ""), folder);
    }

    /** A blank one would be the working directory; what stands behind a semicolon, H2 would take for settings of its own. */
    static Path folder(String setting) {
        if (setting.isBlank() || setting.indexOf(';') >= 0 || setting.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("serai.data must be the path of a folder, without a semicolon: '"
                    + setting + "' (set by SERAI_DATA)");
        }
        return Path.of(setting).toAbsolutePath().normalize();
    }

    /** After the files of settings have been read. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}

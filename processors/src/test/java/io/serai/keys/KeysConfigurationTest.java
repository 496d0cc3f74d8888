package io.serai.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class KeysConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class))
            .withUserConfiguration(KeysConfiguration.class)
            .withBean(InstantSource.class, InstantSource::system)
            .withPropertyValues("spring.datasource.url=jdbc:h2:mem:wired;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE");

    @Test
    void opensTheKeysOnceTheTablesAreThere() {
        runner.withPropertyValues("serai.admin-key=ours-and-of-nobody-else-here")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(AdminKeys.class).check("ours-and-of-nobody-else-here"))
                            .isTrue();
                    assertThat(context.getBean(Keyring.class).list()).isEmpty();
                    assertThat(context.getBean(KeyProperties.class).keys().refreshEvery())
                            .isEqualTo(Duration.ofSeconds(1));
                });
    }

    @Test
    void readsItsSettingsFromTheEnvironmentAndNeverShowsThem() {
        Map<String, Object> environment = Map.of(
                "SERAI_ADMIN_KEY",
                " ours-and-of-nobody-else-here ",
                "SERAI_METRICS_KEY",
                "theirs-who-read-the-meters",
                "SERAI_SECRET",
                "s3cret-that-has-a-good-length",
                "SERAI_KEYS_REFRESH_EVERY",
                "250ms");
        runner.withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                "test-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, environment)))
                .run(context -> {
                    KeyProperties properties = context.getBean(KeyProperties.class);
                    assertThat(properties)
                            .isEqualTo(new KeyProperties(
                                    "ours-and-of-nobody-else-here",
                                    "theirs-who-read-the-meters",
                                    "s3cret-that-has-a-good-length",
                                    new KeyProperties.Nested(Duration.ofMillis(250))));
                    assertThat(properties.toString()).doesNotContain("ours", "theirs", "s3cret");
                });
    }

    @Test
    void anEmptySettingIsNone() {
        runner.withPropertyValues("serai.admin-key=", "serai.secret=  ").run(context -> {
            KeyProperties properties = context.getBean(KeyProperties.class);
            assertThat(properties.adminKey()).isNull();
            assertThat(properties.secret()).isNull();
        });
    }
}

package io.serai.keys;

import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Opens the keys once the tables are there. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KeyProperties.class)
class KeysConfiguration {

    @Bean
    @DependsOnDatabaseInitialization
    Keys keys(DataSource database, KeyProperties properties, InstantSource clock) {
        return new Keys(database, properties.secret(), properties.adminKey(), clock);
    }

    @Bean
    Keyring keyring(Keys keys) {
        return keys.keyring();
    }

    @Bean
    AdminKeys adminKeys(Keys keys) {
        return keys.adminKeys();
    }
}

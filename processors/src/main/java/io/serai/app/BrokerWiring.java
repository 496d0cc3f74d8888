package io.serai.app;

import io.serai.call.Refusal;
import io.serai.doors.queue.BrokerLogins;
import io.serai.keys.AdminKeys;
import io.serai.keys.Keyring;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets the broker know who logs in: the doors and the keys do not know each other. */
@Configuration(proxyBeanMethods = false)
class BrokerWiring {

    @Bean
    BrokerLogins brokerLogins(Keyring keyring, AdminKeys adminKeys) {
        return new BrokerLogins() {
            @Override
            public Login login(@Nullable String key) {
                try {
                    return new Login(keyring.identify(key).keyId(), null);
                } catch (Refusal e) {
                    return adminKeys.check(key)
                            ? new Login(OPERATOR, null)
                            : new Login(null, e.error().message());
                }
            }

            @Override
            public boolean isValid(String keyId) {
                if (keyId.equals(OPERATOR)) {
                    return true;
                }
                try {
                    keyring.identifyById(keyId);
                    return true;
                } catch (Refusal e) {
                    return false;
                }
            }
        };
    }
}

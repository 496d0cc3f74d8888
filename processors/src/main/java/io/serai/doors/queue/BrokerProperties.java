package io.serai.doors.queue;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the broker is.
 *
 * @param url      of an external Artemis, such as {@code tcp://broker:61616}; blank for the embedded one
 * @param user     for the external broker
 * @param password for the external broker
 * @param host     the address the embedded broker listens on
 * @param port     its port, for JMS (CORE), AMQP 1.0 and STOMP alike; 0 to listen for nobody but this process
 */
@ConfigurationProperties("serai.broker")
public record BrokerProperties(
        @DefaultValue("") String url,
        @Nullable String user,
        @Nullable String password,
        @DefaultValue("127.0.0.1") String host,
        @DefaultValue("61616") int port) {

    public BrokerProperties {
        // Without the address itself, which may carry a login.
        if (!url.isBlank() && !url.matches("tcp://[^/].*|\\(tcp://[^/].*")) {
            throw new IllegalArgumentException(
                    "serai.broker.url must be an address such as tcp://host:61616, or left out for the embedded broker");
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("serai.broker.port must be between 0 and 65535: " + port);
        }
    }

    public boolean external() {
        return !url.isBlank();
    }

    @Override
    public String toString() {
        return "BrokerProperties[url=" + url + ", user=" + user + ", password=***, host=" + host + ", port=" + port
                + "]";
    }
}

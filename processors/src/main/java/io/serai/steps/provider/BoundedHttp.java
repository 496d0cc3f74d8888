package io.serai.steps.provider;

import org.apache.camel.component.http.HttpComponent;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.socket.ConnectionSocketFactory;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.Registry;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;

/**
 * Camel's HTTP client for providers that may be hostile or broken.
 *
 * <p>The headers of an answer have a limit, and what a provider sends beyond its answer is never taken for the next one's.
 */
public final class BoundedHttp extends HttpComponent {

    private static final Http1Config LIMITS = Http1Config.custom()
            .setMaxLineLength(64 << 10)
            .setMaxHeaderCount(500)
            .build();

    /** Has {@link CleanConnection#isStale} asked before every request. */
    private static final ConnectionConfig AT_EACH_LEASE = ConnectionConfig.custom()
            .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
            .build();

    /** Has the system ask a silent peer whether it is there, so that a dead connection is known within a quarter of a minute. */
    static SocketConfig keptAlive(SocketConfig sockets) {
        return SocketConfig.copy(sockets)
                .setSoKeepAlive(true)
                .setTcpKeepIdle(5)
                .setTcpKeepInterval(3)
                .setTcpKeepCount(3)
                .build();
    }

    @Override
    protected HttpClientConnectionManager createConnectionManager(
            Registry<ConnectionSocketFactory> registry, int total, int perRoute, SocketConfig sockets) {
        PoolingHttpClientConnectionManager manager = new PoolingHttpClientConnectionManager(
                registry,
                PoolConcurrencyPolicy.STRICT,
                TimeValue.ofMilliseconds(getConnectionTimeToLive()),
                CleanConnection.factory(LIMITS));
        manager.setDefaultConnectionConfig(AT_EACH_LEASE);
        manager.setDefaultSocketConfig(keptAlive(sockets));
        manager.setMaxTotal(total > 0 ? total : getMaxTotalConnections());
        manager.setDefaultMaxPerRoute(perRoute > 0 ? perRoute : getConnectionsPerRoute());
        return manager;
    }
}

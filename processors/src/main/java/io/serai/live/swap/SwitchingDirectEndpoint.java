package io.serai.live.swap;

import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Producer;
import org.apache.camel.component.direct.DirectEndpoint;
import org.jspecify.annotations.Nullable;

/** A direct endpoint with two versions of a route behind it for a while, one taking the calls. */
final class SwitchingDirectEndpoint extends DirectEndpoint implements MultipleConsumersSupport {

    private final SwitchingDirect component;
    private final String key;

    SwitchingDirectEndpoint(String uri, SwitchingDirect component) {
        super(uri, component);
        this.component = component;
        int query = uri.indexOf('?');
        this.key = query < 0 ? uri : uri.substring(0, query);
    }

    @Override
    public Producer createProducer() {
        return new SwitchingDirectProducer(this, component.line(key), runner());
    }

    private @Nullable RouteRunner runner() {
        String name = key.replaceFirst("^direct:(//)?", "");
        return getCamelContext().getRegistry().findByType(RouteRunner.class).stream()
                .filter(runner -> runner.runs(name))
                .findFirst()
                .orElse(null);
    }

    @Override
    public boolean isMultipleConsumersSupported() {
        return true;
    }
}

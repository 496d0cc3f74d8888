package io.serai.live.check;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Component;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.Service;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.jdbc.JdbcComponent;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.component.stub.StubComponent;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;

/**
 * The beans of the running gateway as a trial may see them.
 *
 * <p>A trial starts and stops everything it is given, so nothing goes through that is bound to the running context:
 * components are replaced by new ones of the same class, processors with a life of their own by idle ones, and what
 * Camel or Resilience4j would register itself with is hidden.
 */
final class SharedBeans implements BeanRepository {

    private static final String BREAKERS = "io.github.resilience4j.";
    private static final String CAMEL = "org.apache.camel.";

    private final Registry real;

    SharedBeans(Registry real) {
        this.real = real;
    }

    @Override
    public @Nullable Object lookupByName(String name) {
        return shared(real.lookupByName(name));
    }

    @Override
    public <T> @Nullable T lookupByNameAndType(String name, Class<T> type) {
        Object bean = shared(real.lookupByNameAndType(name, type));
        return type.isInstance(bean) ? type.cast(bean) : null;
    }

    @Override
    public <T> Map<String, T> findByTypeWithName(Class<T> type) {
        Map<String, T> found = new LinkedHashMap<>();
        if (mayBeFound(type)) {
            real.findByTypeWithName(type).forEach((name, bean) -> {
                if (type.isInstance(shared(bean))) {
                    found.put(name, bean);
                }
            });
        }
        return found;
    }

    @Override
    public <T> Set<T> findByType(Class<T> type) {
        return new LinkedHashSet<>(findByTypeWithName(type).values());
    }

    /** Camel looks for its own parts by type and starts what it finds; those are the running context's. */
    private static boolean mayBeFound(Class<?> type) {
        return !type.getName().startsWith(CAMEL) && !type.getName().startsWith(BREAKERS);
    }

    private static @Nullable Object shared(@Nullable Object bean) {
        if (bean instanceof Component component) {
            return twin(component);
        }
        if (bean instanceof CamelContext
                || bean instanceof ProducerTemplate
                || bean instanceof ConsumerTemplate
                || bean instanceof Endpoint
                || bean instanceof Route
                || bean instanceof RoutesBuilder
                || (bean != null && bean.getClass().getName().startsWith(BREAKERS))) {
            return null;
        }
        if (bean instanceof Processor && (bean instanceof Service || bean instanceof CamelContextAware)) {
            return (Processor) exchange -> {};
        }
        return bean;
    }

    private static Component twin(Component component) {
        if (component instanceof DirectComponent) {
            return new DirectComponent();
        }
        if (component instanceof KameletComponent) {
            return new KameletComponent();
        }
        if (component instanceof HttpComponent) {
            return new HttpComponent();
        }
        if (component instanceof JmsComponent jms) {
            // Builds nothing without a connection factory, and opens no connection before a consumer or a send.
            return new JmsComponent(jms.getConfiguration().copy());
        }
        if (component instanceof JdbcComponent jdbc) {
            JdbcComponent twin = new JdbcComponent();
            twin.setDataSource(jdbc.getDataSource());
            return twin;
        }
        try {
            return component.getClass().getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            // A component that cannot be made anew accepts anything rather than being started twice.
            return new StubComponent();
        }
    }
}

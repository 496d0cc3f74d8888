package io.serai.app;

import io.serai.catalog.Wire;
import io.serai.providers.Dialect;
import io.serai.providers.dialects.Dialects;
import io.serai.steps.patience.Verdict;
import io.serai.steps.provider.Connections;
import io.serai.steps.provider.DecodeStep;
import io.serai.steps.provider.EncodeStep;
import io.serai.steps.provider.WholeAnswers;
import org.apache.camel.Processor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;

/** Makes the two steps of every dialect, so that a new dialect needs no wiring. */
final class DialectSteps implements BeanDefinitionRegistryPostProcessor {

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        ConfigurableListableBeanFactory beans = (ConfigurableListableBeanFactory) registry;
        for (Wire wire : Wire.values()) {
            Dialect dialect = Dialects.of(wire);
            registry.registerBeanDefinition(
                    wire.dialect() + "Encode",
                    BeanDefinitionBuilder.genericBeanDefinition(
                                    Processor.class, () -> new EncodeStep(dialect, beans.getBean(Connections.class)))
                            .getBeanDefinition());
            registry.registerBeanDefinition(
                    wire.dialect() + "Decode",
                    BeanDefinitionBuilder.genericBeanDefinition(
                                    Processor.class,
                                    () -> new DecodeStep(
                                            dialect,
                                            beans.getBean(Connections.class),
                                            beans.getBean(WholeAnswers.class),
                                            beans.getBean(Verdict.class)))
                            .getBeanDefinition());
        }
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {}
}

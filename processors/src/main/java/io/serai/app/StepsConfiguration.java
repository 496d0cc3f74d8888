package io.serai.app;

import io.serai.app.own.DoorReview;
import io.serai.app.own.OwnDoorBinding;
import io.serai.app.own.SteeringHeaders;
import io.serai.catalog.Tokenizer;
import io.serai.catalog.files.LiveCatalog;
import io.serai.doors.BytesInFlight;
import io.serai.doors.Door;
import io.serai.doors.http.body.Bodies;
import io.serai.doors.http.connection.SlowConnections;
import io.serai.doors.queue.BrokerProbe;
import io.serai.doors.queue.BrokerProperties;
import io.serai.doors.queue.ReplyQueues;
import io.serai.keys.Keyring;
import io.serai.live.LiveRoutes;
import io.serai.live.RequiredAddress;
import io.serai.live.swap.Deployments;
import io.serai.metering.outbox.MeteringSettings;
import io.serai.metering.outbox.Outbox;
import io.serai.routing.DecisionEngine;
import io.serai.routing.DryRun;
import io.serai.routing.HealthView;
import io.serai.routing.RoutingSettings;
import io.serai.routing.preference.ModelResolver;
import io.serai.routing.preference.Preferences;
import io.serai.routing.retry.RetryPolicy;
import io.serai.routing.task.TaskFacts;
import io.serai.simulator.Simulator;
import io.serai.simulator.SimulatorSettings;
import io.serai.steps.alerts.Alarms;
import io.serai.steps.alerts.AlertSignStep;
import io.serai.steps.call.AttemptListener;
import io.serai.steps.call.CallListener;
import io.serai.steps.call.Deadlines;
import io.serai.steps.callers.CallerHeaders;
import io.serai.steps.callers.DeadLetters;
import io.serai.steps.callers.OpenHttpStep;
import io.serai.steps.callers.OpenMessageStep;
import io.serai.steps.callers.QueueSettings;
import io.serai.steps.callers.RecentAnswers;
import io.serai.steps.ledger.LedgerWatch;
import io.serai.steps.listeners.HealthListener;
import io.serai.steps.patience.AnswerLimits;
import io.serai.steps.patience.Verdict;
import io.serai.steps.provider.ClassifyFailureStep;
import io.serai.steps.provider.Connections;
import io.serai.steps.provider.KeepOpen;
import io.serai.steps.provider.RequireAnswerStep;
import io.serai.steps.provider.SimulateStep;
import io.serai.steps.provider.WholeAnswers;
import io.serai.steps.rules.DecideStep;
import io.serai.steps.rules.FailingRules;
import io.serai.steps.rules.LargerModel;
import io.serai.steps.rules.RouteDryRun;
import io.serai.steps.rules.RuleReview;
import io.serai.steps.rules.RulesFailedStep;
import io.serai.steps.rules.RulesRunner;
import io.serai.steps.verbs.AdmitStep;
import io.serai.steps.verbs.AnsweredStep;
import io.serai.steps.verbs.AskStep;
import io.serai.steps.verbs.AttemptFailedStep;
import io.serai.steps.verbs.ClassifyStep;
import io.serai.steps.verbs.IdentifyStep;
import io.serai.steps.verbs.ListModelsStep;
import io.serai.steps.verbs.NextAttemptStep;
import io.serai.steps.verbs.ReadStep;
import io.serai.steps.verbs.RefuseStep;
import io.serai.steps.verbs.ReplyLostStep;
import io.serai.steps.verbs.ReplyStep;
import jakarta.jms.ConnectionFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The verbs that routes and connectors call, by the names they are called by. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SeraiProperties.class)
public class StepsConfiguration {

    /** How long a body waits for memory before its caller is told to come again. */
    private static final Duration TURN_WITHIN = Duration.ofSeconds(5);

    /** How long a half-read answer waits for memory, which it keeps from others meanwhile. */
    private static final Duration ROOM_WITHIN = Duration.ofSeconds(2);

    @Bean
    Deadlines deadlines(SeraiProperties properties) {
        return new Deadlines(properties.patience().keepAlive());
    }

    @Bean
    Connections connections(LiveCatalog catalog, Deployments deployments, SeraiProperties properties) {
        return new Connections(catalog, deployments, properties.patience().patience());
    }

    @Bean
    Alarms alarms(ProducerTemplate routes, SeraiProperties properties, AnswerLimits limits, InstantSource clock) {
        return new Alarms(
                event -> routes.sendBody(RequiredAddress.ALERTS.uri(), event),
                properties.alerts().settings(),
                limits::leftTooLate,
                properties.data().resolve("serai.incidents.json"),
                clock);
    }

    @Bean
    Processor alertSign(SeraiProperties properties) {
        return new AlertSignStep(properties.alerts().secret());
    }

    @Bean
    BytesInFlight bytesInFlight(SeraiProperties properties) {
        return new BytesInFlight(properties.budget(), TURN_WITHIN);
    }

    @Bean
    WholeAnswers wholeAnswers() {
        return new WholeAnswers(Runtime.getRuntime().maxMemory() / 16, ROOM_WITHIN);
    }

    @Bean
    Bodies bodies(SeraiProperties properties, BytesInFlight budget, SlowConnections slow) {
        return new Bodies(properties.longestBody().toBytes(), budget, slow);
    }

    @Bean
    CallerHeaders callerHeaders(RoutingSettings settings, SimulatorSettings simulator) {
        Stream<String> faults = simulator.header() ? Stream.of(SimulatorSettings.HEADER) : Stream.empty();
        return new CallerHeaders(
                Stream.concat(settings.headers().stream(), faults).distinct().toList());
    }

    @Bean
    Processor openHttp(
            Door door,
            Bodies bodies,
            Deadlines deadlines,
            InstantSource clock,
            CallerHeaders headers,
            List<CallListener> listeners) {
        return new OpenHttpStep(door, bodies, deadlines, clock, headers, listeners);
    }

    @Bean
    Processor read() {
        return new ReadStep();
    }

    @Bean
    QueueSettings queueSettings(
            SeraiProperties properties,
            BrokerProperties broker,
            BytesInFlight budget,
            ObjectProvider<ReplyQueues> replies) {
        return new QueueSettings(
                properties.longestBody().toBytes(),
                budget,
                broker.external(),
                replies.getIfAvailable(),
                new RecentAnswers());
    }

    @Bean
    Processor openMessage(
            Door door,
            QueueSettings settings,
            Deadlines deadlines,
            InstantSource clock,
            CallerHeaders headers,
            List<CallListener> listeners) {
        return new OpenMessageStep(door, settings, deadlines, clock, headers, listeners);
    }

    @Bean
    Processor replyLost() {
        return new ReplyLostStep();
    }

    @Bean
    DeadLetters deadLetters() {
        return new DeadLetters();
    }

    @Bean
    Processor ask() {
        return new AskStep();
    }

    @Bean
    Processor identify(Keyring keyring) {
        return new IdentifyStep(keyring);
    }

    @Bean
    Processor classify(TaskFacts facts, ModelResolver resolver, LiveCatalog catalog) {
        return new ClassifyStep(facts, resolver, catalog);
    }

    @Bean
    FailingRules failingRules(Alarms alarms, LiveRoutes live) {
        return new FailingRules(alarms, live::edits);
    }

    @Bean
    RulesRunner rulesRunner(SeraiProperties properties) {
        return new RulesRunner(properties.patience().rules());
    }

    @Bean
    Processor rulesFailed(FailingRules failing) {
        return new RulesFailedStep(failing);
    }

    @Bean
    Processor decide(
            DecisionEngine engine,
            Preferences preferences,
            HealthView health,
            LiveCatalog catalog,
            FailingRules failing) {
        return new DecideStep(engine, preferences, health, catalog, failing);
    }

    @Bean
    Processor admit(LiveCatalog catalog, Outbox outbox, List<AttemptListener> listeners) {
        return new AdmitStep(catalog, outbox, listeners);
    }

    @Bean
    Processor nextAttempt(
            Connections connections,
            Tokenizer tokenizer,
            HealthView health,
            RetryPolicy policy,
            AnswerLimits limits,
            InstantSource clock) {
        return new NextAttemptStep(connections, tokenizer, health, policy, limits, clock);
    }

    @Bean
    AnswerLimits answerLimits(
            Connections connections,
            LiveCatalog catalog,
            HealthView health,
            RoutingSettings settings,
            InstantSource clock) {
        return new AnswerLimits(
                connections::patience,
                candidate -> candidate.listed() ? catalog.current().find(candidate.model()) : null,
                health,
                settings,
                clock);
    }

    @Bean
    Verdict verdict(AnswerLimits limits) {
        return new Verdict(limits);
    }

    @Bean
    HealthListener healthListener(
            HealthView health, Connections connections, AnswerLimits limits, InstantSource clock) {
        return new HealthListener(health, connections::breaker, limits, clock);
    }

    @Bean
    Processor answered() {
        return new AnsweredStep();
    }

    @Bean
    Processor attemptFailed(
            Connections connections,
            HealthView health,
            RetryPolicy policy,
            DecisionEngine engine,
            LiveCatalog catalog,
            InstantSource clock) {
        return new AttemptFailedStep(connections, health, policy, new LargerModel(engine, catalog, health), clock);
    }

    @Bean
    Processor reply(SeraiProperties properties, Tokenizer tokenizer) {
        return new ReplyStep(properties.continueStreams(), tokenizer);
    }

    @Bean
    Processor refuse() {
        return new RefuseStep();
    }

    @Bean
    Processor listModels(LiveCatalog catalog, ModelResolver resolver, Door door) {
        return new ListModelsStep(catalog, resolver, door);
    }

    @Bean
    Processor keepOpen() {
        return new KeepOpen();
    }

    @Bean
    Processor classifyFailure(Verdict verdict) {
        return new ClassifyFailureStep(verdict);
    }

    @Bean
    Processor requireAnswer() {
        return new RequireAnswerStep();
    }

    /** {@code <dialect>Encode} and {@code <dialect>Decode}, as connectors name them. */
    @Bean
    static BeanDefinitionRegistryPostProcessor dialectSteps() {
        return new DialectSteps();
    }

    @Bean
    Processor simulate(Simulator simulator, WholeAnswers answers, SimulatorSettings settings) {
        return new SimulateStep(
                simulator,
                answers,
                settings.header() ? call -> CallerHeaders.kept(call, SimulatorSettings.HEADER) : call -> null);
    }

    @Bean
    DryRun dryRun(ProducerTemplate routes, Deadlines deadlines, InstantSource clock, CallerHeaders headers) {
        return new RouteDryRun(routes, deadlines, clock, headers);
    }

    /** Named {@code serai} in the readiness group. */
    @Bean("serai")
    GatewayHealth gatewayHealth(
            CamelContext camel,
            LiveRoutes live,
            ConnectionFactory probingConnections,
            Outbox outbox,
            LedgerWatch ledger,
            MeteringSettings settings,
            InstantSource clock) {
        BrokerProbe broker = new BrokerProbe(probingConnections);
        return new GatewayHealth(camel, live, broker, outbox, ledger, settings.stalledAfter(), clock);
    }

    /** Looks by itself, so that the first who asks already hears of a ledger that stands still. */
    @Bean(destroyMethod = "close")
    Rounds healthRounds(GatewayHealth health, MeteringSettings settings, InstantSource clock) {
        return new Rounds(clock).every(settings.stalledAfter().dividedBy(3), "health", health::look);
    }

    @Bean
    DoorReview doorReview() {
        return new DoorReview();
    }

    @Bean(DoorReview.BINDING)
    OwnDoorBinding ownDoor(Door door, Bodies bodies, SteeringHeaders steering) {
        return new OwnDoorBinding(door, bodies, steering);
    }

    @Bean
    RuleReview ruleReview(Preferences preferences, LiveCatalog catalog, RoutingSettings settings) {
        return new RuleReview(
                preferences, catalog::current, settings.expectedOutput().keySet(), settings.headers());
    }
}

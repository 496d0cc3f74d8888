package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a flow of one's own finds: a step that asks a model, JSON in and out, and mail. */
class FlowStepsTest {

    private static final String FLOW = "routes/my-flow.camel.yaml";

    private TestGateway gateway;
    private LiveFiles files;
    private ProducerTemplate to;

    @BeforeEach
    void fresh() {
        gateway = TestGateway.fresh();
        files = new LiveFiles(gateway);
        to = gateway.bean(CamelContext.class).createProducerTemplate();
    }

    @AfterEach
    void back() throws IOException {
        to.stop();
        files.close();
    }

    private void flow(String steps) throws IOException {
        files.inForce(FLOW, flowOf(steps));
    }

    private static String flowOf(String steps) {
        return """
                - route:
                    id: my-flow
                    from:
                      uri: direct:my-flow
                      steps:
                """ + steps.stripTrailing().indent(8);
    }

    @Test
    void asksInOneStepBilledToItsKey() throws Exception {
        String key = gateway.issueKey("{\"name\": \"tickets\", \"team\": \"flows\"}");
        flow("""
                - to:
                    id: my-ask
                    uri: kamelet:ask-action
                    parameters: {key: "%s", model: gpt-4o-mini, task: triage}
                """.formatted(key));

        Exchange answered = to.request("direct:my-flow", exchange -> {
            exchange.getMessage().setBody("She said \"help\"\nand a \\ too: ü");
            exchange.getMessage().setHeader("ticket", 4711);
        });

        assertThat(answered.getException()).isNull();
        assertThat(answered.getMessage().getBody(String.class)).isNotBlank();
        assertThat(answered.getMessage().getHeader("ticket")).isEqualTo(4711);
        assertThat(answered.getMessage().getHeaders()).doesNotContainKey("authorization");
        assertThat(gateway.openai
                        .received()
                        .getLast()
                        .json()
                        .at("/messages/0/content")
                        .asText())
                .isEqualTo("She said \"help\"\nand a \\ too: ü");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(TestGateway.json(
                                        gateway.admin("GET", "/admin/v1/usage/records?team=flows&task=triage", ""))
                                .path("data"))
                        .isNotEmpty());
    }

    @Test
    void failsAsAnyStepWhereTheCallIsRefused() throws Exception {
        flow("""
                - to: {id: my-ask, uri: kamelet:ask-action, parameters: {key: "sk-serai-nobody"}}
                """);
        assertThat(catchThrowable(() -> to.requestBody("direct:my-flow", "hello")))
                .hasStackTraceContaining("key");
    }

    @Test
    void readsAndWritesJson() throws Exception {
        flow("""
                - setProperty: {id: my-title, name: title, jsonpath: "$.ticket.title"}
                - setBody: {id: my-body, simple: "${exchangeProperty.title}"}
                - marshal: {id: my-quote, json: {}}
                - setBody: {id: my-json, simple: '{"text": ${body}}'}
                - unmarshal: {id: my-read, json: {}}
                - setBody: {id: my-out, simple: "${body[text]}!"}
                """);
        assertThat(to.requestBody(
                        "direct:my-flow", "{\"ticket\": {\"title\": \"a \\\"quoted\\\" one\"}}", String.class))
                .isEqualTo("a \"quoted\" one!");
    }

    @Test
    void makesNoObjectsOfAnyClassOutOfJson() throws Exception {
        for (String option : new String[] {
            "unmarshalType: javax.script.ScriptEngineManager",
            "collectionType: java.util.ArrayList",
            "allowUnmarshallType: true",
            "allowJmsType: true",
            "moduleClassNames: a.B",
            "jsonView: a.B"
        }) {
            assertThat(files.refused(FLOW, flowOf("- unmarshal: {id: my-read, json: {" + option + "}}"))
                            .path("reason")
                            .asText())
                    .contains("'" + option.split(":", 2)[0] + "'", "leave it out");
        }
    }

    @Test
    void sendsAnAlertByMail() throws Exception {
        GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        try {
            String alerts = "routes/alerts.camel.yaml";
            files.inForce(
                    alerts,
                    files.text(alerts).stripTrailing()
                            + """

                            - unmarshal: {id: alerts-read, json: {}}
                            - setHeader: {id: alerts-subject, name: subject, simple: "Serai: ${body[event]} of ${body[rule]}"}
                            - setBody: {id: alerts-text, simple: "${body[reason]}"}
                            - to:
                                id: alerts-mail
                                uri: "smtp://127.0.0.1:%d"
                                parameters: {from: serai@example.com, to: ops@example.com}
                    """.formatted(mail.getSmtp().getPort()));

            to.sendBody(
                    "direct:alerts",
                    "{\"event\":\"rule-failed\",\"rule\":\"legal\",\"reason\":\"It \\\"failed\\\".\"}");

            assertThat(mail.waitForIncomingEmail(20_000, 1)).isTrue();
            MimeMessage received = mail.getReceivedMessages()[0];
            assertThat(received.getSubject()).isEqualTo("Serai: rule-failed of legal");
            assertThat(received.getContent().toString()).contains("It \"failed\".");
        } finally {
            mail.stop();
        }
    }
}

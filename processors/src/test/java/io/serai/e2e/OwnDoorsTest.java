package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.jms.JMSContext;
import jakarta.jms.TextMessage;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Doors that integrators open: what their callers may not steer, what a flow finds of the request, and what it asks. */
class OwnDoorsTest {

    private static final String OWN = "routes/own-door.camel.yaml";

    private final List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event);
        }
    };
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    private TestGateway gateway;
    private LiveFiles files;

    @BeforeEach
    void fresh() {
        gateway = TestGateway.fresh();
        files = new LiveFiles(gateway);
        appender.start();
        root.addAppender(appender);
    }

    @AfterEach
    void back() throws IOException {
        root.detachAppender(appender);
        files.close();
    }

    private static String door(String from, String... steps) {
        StringBuilder text = new StringBuilder("""
                - route:
                    id: own-door
                    from:
                      uri: %s
                      steps:
                """.formatted(from));
        for (String step : steps) {
            text.append("        ").append(step).append('\n');
        }
        return text.toString();
    }

    private static String keyed(String... steps) {
        return door("servlet:/my/door", steps)
                .replace("id: own-door\n", "id: own-door\n    routeConfigurationId: house-rules\n")
                .replace(
                        "steps:\n",
                        "steps:\n        - process: {id: own-open, ref: openHttp}\n        - process: {id: own-identify, ref: identify}\n");
    }

    private HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create(gateway.url("/v1/my/door" + pathAndQuery)))
                .timeout(Duration.ofSeconds(30));
    }

    private HttpResponse<String> form(String body) {
        return gateway.send(request("")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    @Test
    void callersByHttpDoNotSayWhereMailGoes() throws Exception {
        GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        try {
            files.inForce(
                    OWN,
                    door(
                            "servlet:/my/door",
                            "- to: {id: own-mail, uri: \"smtp://127.0.0.1:"
                                    + mail.getSmtp().getPort() + "\", parameters:"
                                    + " {from: serai@example.com, to: ops@example.com, subject: hello}}",
                            "- setBody: {id: own-body, simple: \"${exchangeProperty.incoming[subject]}\"}"));
            HttpRequest.Builder headers = request("");
            for (String name : new String[] {"To", "cc", "BCC", "From", "Subject", "Reply-To", "contentType"}) {
                headers.header(name, "victim@example.org");
            }
            assertThat(gateway.send(headers.POST(BodyPublishers.ofString("text"))
                                    .build())
                            .body())
                    .as("a route may still read it")
                    .isEqualTo("victim@example.org");
            String query = "?to=victim@example.org&cC=victim@example.org&bcc=victim@example.org&from=victim@example.org"
                    + "&reply-to=victim@example.org&subject=spam";
            assertThat(gateway.send(request(query).GET().build()).statusCode()).isEqualTo(200);
            assertThat(form("To=victim%40example.org&Bcc=victim%40example.org&Subject=spam")
                            .statusCode())
                    .isEqualTo(200);

            assertThat(mail.waitForIncomingEmail(20_000, 3)).isTrue();
            assertThat(mail.getReceivedMessages()).hasSize(3).allSatisfy(OwnDoorsTest::assertIsAsTheRouteSays);

            files.inForce(
                    OWN,
                    door(
                            "servlet:/my/door",
                            "- setHeader: {id: own-subject, name: Subject, simple: \"Ticket ${exchangeProperty.incoming[subject]}\"}",
                            "- to: {id: own-mail, uri: \"smtp://127.0.0.1:"
                                    + mail.getSmtp().getPort() + "\", parameters:"
                                    + " {from: serai@example.com, to: ops@example.com}}"));
            mail.purgeEmailFromAllMailboxes();
            gateway.send(request("?subject=4711").GET().build());
            assertThat(mail.waitForIncomingEmail(20_000, 1)).isTrue();
            assertThat(mail.getReceivedMessages()[0].getSubject()).isEqualTo("Ticket 4711");
        } finally {
            mail.stop();
        }
    }

    private static void assertIsAsTheRouteSays(MimeMessage received) throws Exception {
        assertThat(received.getAllRecipients()).extracting(String::valueOf).containsExactly("ops@example.com");
        assertThat(received.getFrom()).extracting(String::valueOf).containsExactly("serai@example.com");
        assertThat(received.getReplyTo()).extracting(String::valueOf).containsExactly("serai@example.com");
        assertThat(received.getSubject()).isEqualTo("hello");
    }

    @Test
    void callersByQueueDoNotSayWhereMailGoes() throws Exception {
        String queue = "own." + UUID.randomUUID();
        GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        try {
            files.inForce(
                    OWN,
                    door(
                            "\"jms:queue:" + queue + "\"",
                            "- to: {id: own-mail, uri: \"smtp://127.0.0.1:"
                                    + mail.getSmtp().getPort() + "\", parameters:"
                                    + " {from: serai@example.com, to: ops@example.com, subject: hello}}"));
            try (var connections = gateway.operator();
                    JMSContext jms = connections.createContext()) {
                TextMessage message = jms.createTextMessage("text");
                for (String name : new String[] {"To", "Cc", "bcc", "From", "Subject", "Reply_HYPHEN_To"}) {
                    message.setStringProperty(name, "victim@example.org");
                }
                jms.createProducer().send(jms.createQueue(queue), message);
            }
            assertThat(mail.waitForIncomingEmail(20_000, 1)).isTrue();
            assertThat(mail.getReceivedMessages()).hasSize(1).allSatisfy(OwnDoorsTest::assertIsAsTheRouteSays);
        } finally {
            mail.stop();
        }
    }

    /** Neither the broker's word for a key that it checked, nor what a queue's message is steered by. */
    @Test
    void callersByHttpDoNotSpeakForTheBroker() throws Exception {
        files.inForce(
                OWN,
                door(
                        "servlet:/my/door",
                        "- setBody: {id: own-body, simple: \"${header.serai_caller}|${header.JMSReplyTo}|${header._AMQ_SCHED_DELIVERY}"
                                + "|${header.X-Mine}\"}"));
        assertThat(gateway.send(request("?serai_caller=key_1")
                                .header("serai_caller", "key_1")
                                .header("JMSReplyTo", "serai.usage")
                                .header("_AMQ_SCHED_DELIVERY", "99999999999999")
                                .header("X-Mine", "kept")
                                .build())
                        .body())
                .isEqualTo("|||kept");
    }

    @Test
    void aKeyedDoorReadsItsRequest() throws Exception {
        files.inForce(
                OWN,
                keyed(
                        "- setBody: {id: own-body, simple: \"${exchangeProperty.http.method} ${exchangeProperty.http.path}"
                                + " ${exchangeProperty.http.query[name]} ${exchangeProperty.http.query[none]} ${exchangeProperty.http.body}\"}"));
        HttpRequest.Builder asked = request("?name=ada%20l&x").header("Content-Type", "text/plain; charset=ISO-8859-1");
        byte[] body = "größe".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(gateway.send(asked.copy()
                                .header("Authorization", "Bearer " + gateway.key())
                                .PUT(BodyPublishers.ofByteArray(body))
                                .build())
                        .body())
                .isEqualTo("PUT /my/door ada l  größe");
        assertThat(gateway.send(asked.copy()
                                .PUT(BodyPublishers.ofByteArray(body))
                                .build())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aKeyedDoorAsksForItsCallerOrByAKeyOfItsOwn() throws Exception {
        for (boolean ownKey : new boolean[] {true, false}) {
            String team = "asks-" + ownKey;
            String key = gateway.issueKey("{\"name\": \"flow\", \"team\": \"" + team + "\"}");
            files.inForce(
                    OWN,
                    keyed(
                            "- setBody: {id: own-question, simple: \"${exchangeProperty.http.body}\"}",
                            "- setHeader: {id: own-header, name: X-Ticket, constant: \"4711\"}",
                            "- to: {id: own-ask, uri: kamelet:ask-action, parameters: {model: gpt-4o-mini, task: triage"
                                    + (ownKey ? ", key: \"" + key + "\"" : "") + "}}",
                            "- setBody: {id: own-answer, simple: \"${header.X-Ticket} ${exchangeProperty.caller.team} ${body}\"}"));
            lines.clear();
            HttpResponse<String> answer = gateway.post("/v1/my/door", ownKey ? gateway.key() : key, "Where is it?");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).startsWith("4711 " + (ownKey ? "quality" : team) + " ");
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(bills(team)).hasSize(1));
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(said("serai.calls"))
                            .anySatisfy(
                                    line -> assertThat(line).contains("door=queue outcome=ok status=200 attempts=1"))
                            .anySatisfy(line -> assertThat(line).contains("door=http outcome=ok status=200 attempts=0"))
                            .hasSize(2));
        }
    }

    private JsonNode bills(String team) {
        return TestGateway.json(gateway.admin("GET", "/admin/v1/usage/records?team=" + team, ""))
                .path("data");
    }

    private List<String> said(String logger) {
        return lines.stream()
                .filter(line -> line.getLoggerName().equals(logger))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void asksTwiceAndByTheRulesEachTime() throws Exception {
        files.inForce(
                OWN,
                keyed(
                        "- setBody: {id: own-question, constant: \"one\"}",
                        "- to: {id: own-ask, uri: kamelet:ask-action, parameters: {model: gpt-4o-mini}}",
                        "- to: {id: own-ask-2, uri: kamelet:ask-action, parameters: {model: gpt-4o}}",
                        "- to: {id: own-ask-3, uri: kamelet:ask-action, parameters: {model: no-such-model}}"));
        HttpResponse<String> answer = gateway.post("/v1/my/door", gateway.key(), "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        assertThat(answer.body()).contains("no-such-model");
        assertThat(gateway.openai.received())
                .extracting(received -> received.json().path("model").asText())
                .containsExactly("gpt-4o-mini", "gpt-4o");
    }

    @Test
    void aDoorWithoutAKeyNeedsOneToAsk() throws Exception {
        files.inForce(OWN, door("servlet:/my/door", "- to: {id: own-ask, uri: kamelet:ask-action}"));
        HttpResponse<String> answer = gateway.post("/v1/my/door", gateway.key(), "hello");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("ask-action has no key");
        assertNothingCrashed();
    }

    /** What is said beyond ASCII comes through whatever the caller calls its charset. */
    @Test
    void asksWhatWasSaidInAnyCharset() throws Exception {
        String key = gateway.key();
        files.inForce(
                OWN,
                door(
                        "servlet:/my/door",
                        "- to: {id: own-ask, uri: kamelet:ask-action, parameters: {key: \"" + key
                                + "\", model: gpt-4o-mini}}"));
        for (String charset : new String[] {"ISO-8859-1", "UTF-16", "UTF-8", "IBM037"}) {
            HttpResponse<String> answer = gateway.send(request("")
                    .header("Content-Type", "text/plain; charset=" + charset)
                    .POST(BodyPublishers.ofByteArray("Größe \"é\"".getBytes(Charset.forName(charset))))
                    .build());
            assertThat(answer.statusCode()).as(charset + answer.body()).isEqualTo(200);
            assertThat(gateway.openai
                            .received()
                            .getLast()
                            .json()
                            .at("/messages/0/content")
                            .asText())
                    .isEqualTo("Größe \"é\"");
        }
        HttpResponse<String> unknown = gateway.send(request("")
                .header("Content-Type", "text/plain; charset=klingon")
                .POST(BodyPublishers.ofString("x"))
                .build());
        assertThat(unknown.statusCode()).isEqualTo(415);
        assertThat(unknown.body()).contains("charset");
        assertNothingCrashed();
    }

    @Test
    void whatCurlCallsAFormIsABody() throws Exception {
        files.inForce(OWN, door("servlet:/my/door", "- setBody: {id: own-body, simple: \"${header.name}|${body}\"}"));
        assertThat(form("größe").body()).isEqualTo("|größe");
        assertThat(form("{\"a\": \"b & c\"}").body()).isEqualTo("|{\"a\": \"b & c\"}");
        assertThat(form("100 % & more").body()).isEqualTo("|100 % & more");
        assertThat(form("name=ada").body()).isEqualTo("ada|name=ada");
    }

    @Test
    void whatCallersDoWrongIsNoCrash() throws Exception {
        files.inForce(OWN, door("servlet:/my/door", "- setBody: {id: own-body, constant: x}"));
        assertThat(gateway.send(request("")
                                .POST(BodyPublishers.ofString("x".repeat(33 << 20)))
                                .build())
                        .statusCode())
                .isEqualTo(413);
        assertThat(gateway.send(request("")
                                .header("Content-Encoding", "br")
                                .POST(BodyPublishers.ofString("x"))
                                .build())
                        .statusCode())
                .isEqualTo(415);
        files.inForce(
                OWN,
                door(
                        "servlet:/my/door",
                        "- to: {id: own-ask, uri: kamelet:ask-action, parameters: {key: \"" + gateway.key()
                                + "\", model: no-such-model}}"));
        assertThat(gateway.send(request("").POST(BodyPublishers.ofString("x")).build())
                        .statusCode())
                .isEqualTo(404);
        assertNothingCrashed();
    }

    private void assertNothingCrashed() {
        assertThat(lines)
                .filteredOn(line -> line.getThrowableProxy() != null
                        || line.getFormattedMessage().contains("Stacktrace"))
                .isEmpty();
    }
}

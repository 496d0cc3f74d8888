package io.serai.admin;

import static io.serai.admin.Admin.anonymous;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.http.HttpMethod.GET;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** Who guesses admin keys is slowed down and seen, and whoever changes keys is written down. */
class WrongKeysTest {

    private static final String HERE = "192.0.2.7";

    private final Admin admin = new Admin();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private Instant now = Admin.NOW;
    private final WrongKeys wrong = new WrongKeys(() -> now);

    @BeforeEach
    void listen() {
        lines.start();
        ((Logger) LoggerFactory.getLogger("serai.audit")).addAppender(lines);
    }

    @AfterEach
    void leave() {
        ((Logger) LoggerFactory.getLogger("serai.audit")).detachAppender(lines);
    }

    private List<String> said() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static MockHttpServletRequestBuilder from(String address, String key) {
        return anonymous(GET, "/admin/v1/keys")
                .header("authorization", "Bearer " + key)
                .header("x-forwarded-for", "198.51.100." + key.length())
                .with(request -> {
                    request.setRemoteAddr(address);
                    return request;
                });
    }

    @Test
    void slowsAnAddressAfterTenWrongKeysButNeverTheRightOne() {
        for (int i = 0; i < 10; i++) {
            assertThat(admin.send(from(HERE, "guess-" + "x".repeat(i))).status())
                    .isEqualTo(401);
        }
        Admin.Reply late = admin.send(from(HERE, "guess"));
        assertThat(late.status()).isEqualTo(429);
        assertThat(late.json().path("error").path("code").asText()).isEqualTo("rate_limit_exceeded");
        assertThat(late.response().getHeader("retry-after")).isEqualTo("60");
        // Else anyone behind the same proxy could lock the admin out.
        assertThat(admin.send(from(HERE, Admin.KEY)).status()).isEqualTo(200);
        assertThat(admin.send(from("192.0.2.8", Admin.KEY)).status()).isEqualTo(200);
        assertThat(admin.get("/admin/v1/keys").status()).isEqualTo(200);
    }

    @Test
    void logsEachUpToTheLimitAndNeverTheKey() {
        for (int i = 0; i < 30; i++) {
            admin.send(from(HERE, "guess-of-mine"));
        }
        assertThat(said())
                .hasSize(10)
                .allSatisfy(line -> assertThat(line).contains("from=" + HERE).doesNotContain("guess-of-mine"));
        assertThat(said().getLast()).contains("refused for the rest of a minute");
    }

    @Test
    void forgetsAfterAMinute() {
        for (int i = 0; i < 10; i++) {
            wrong.add(HERE);
        }
        assertThat(wrong.wait(HERE)).isEqualTo(Duration.ofMinutes(1));
        now = now.plusSeconds(59);
        assertThat(wrong.wait(HERE)).isEqualTo(Duration.ofSeconds(1));
        now = now.plusSeconds(1);
        assertThat(wrong.wait(HERE)).isNull();
        assertThat(wrong.add(HERE)).isFalse();
    }

    @Test
    void takesANetworkOfTheNewAddressesForOne() {
        for (int i = 0; i < 10; i++) {
            wrong.add("2001:db8:1:2::" + i);
        }
        assertThat(wrong.wait("2001:db8:1:2:aaaa::1")).isNotNull();
        assertThat(wrong.wait("2001:db8:1:3::1")).isNull();
    }

    @Test
    void remembersABoundedNumberOfAddresses() {
        for (int i = 0; i < 10; i++) {
            wrong.add(HERE);
        }
        for (int i = 0; i < 20_000; i++) {
            wrong.add("10." + i / 65536 + "." + i / 256 % 256 + "." + i % 256);
        }
        assertThat(wrong.wait(HERE)).isNull();
    }

    @Test
    void writesDownEveryChangeOfAKeyWithoutTheKey() {
        Admin.Reply issued = admin.post("/admin/v1/keys", "{\"name\": \"shop \\\"one\\\"\"}");
        String id = issued.json().path("id").asText();
        String key = issued.json().path("key").asText();
        admin.post("/admin/v1/keys/" + id + "/disable");
        admin.post("/admin/v1/keys/" + id + "/enable");
        admin.delete("/admin/v1/keys/" + id);
        assertThat(said())
                .containsExactly(
                        "admin issued key=" + id + " name=\"shop ?one?\" from=127.0.0.1",
                        "admin disabled key=" + id + " name=\"shop ?one?\" from=127.0.0.1",
                        "admin enabled key=" + id + " name=\"shop ?one?\" from=127.0.0.1",
                        "admin deleted key=" + id + " name=\"shop ?one?\" from=127.0.0.1")
                .allSatisfy(line -> assertThat(line).doesNotContain(key));
    }
}

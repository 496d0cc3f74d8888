package io.serai.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.admin.web.ErrorAdvice;
import io.serai.doors.openai.OpenAiDoor;
import io.serai.keys.AdminKeys;
import io.serai.keys.Keyring;
import io.serai.keys.NewKey;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/** The guard as Tomcat sees it, which mends paths and forwards requests. */
class AdminOverHttpTest {

    private static final AtomicLong MINUTES = new AtomicLong();
    /** So that wrong keys of one test are forgotten in the next. */
    private static final InstantSource HURRIED =
            () -> Admin.NOW.plus(Duration.ofMinutes(2 * MINUTES.incrementAndGet()));

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final AnnotationConfigServletWebServerApplicationContext SERVER =
            new AnnotationConfigServletWebServerApplicationContext();

    /** As much of the gateway as one controller needs, and a filter that forwards as the door's own does. */
    @Configuration(proxyBeanMethods = false)
    @EnableWebMvc
    static class Web {

        private final Admin admin = new Admin();

        @Bean
        TomcatServletWebServerFactory tomcat() {
            return new TomcatServletWebServerFactory(0);
        }

        @Bean
        DispatcherServlet dispatcherServlet() {
            return new DispatcherServlet();
        }

        @Bean
        KeysController keysController() {
            Keyring keyring = admin.keys.keyring();
            keyring.issue(NewKey.named("one to be seen"));
            return new KeysController(keyring, Admin.BODIES);
        }

        @Bean
        ErrorAdvice errorAdvice() {
            return new ErrorAdvice(new OpenAiDoor());
        }

        @Bean
        FilterRegistrationBean<AdminFilter> adminFilter() {
            AdminKeys keys = admin.keys.adminKeys();
            return new AdminConfiguration().adminFilter(keys, new OpenAiDoor(), new WrongKeys(HURRIED));
        }

        @Bean
        FilterRegistrationBean<Filter> forwarding() {
            FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>((request, response, chain) -> {
                String path = ((HttpServletRequest) request).getRequestURI();
                if (path.startsWith("/front/")) {
                    request.getRequestDispatcher(path.substring("/front".length()))
                            .forward(request, response);
                } else {
                    chain.doFilter(request, response);
                }
            });
            filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return filter;
        }
    }

    @BeforeAll
    static void start() {
        SERVER.register(Web.class);
        SERVER.refresh();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void answersTheAdminKey() throws Exception {
        HttpResponse<String> answer = get("/admin/v1/keys", "Bearer " + Admin.KEY);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"data\":[{\"id\":\"key_");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin/v1/keys",
                "/admin",
                "/admin/",
                "//admin/v1/keys",
                "/./admin/v1/keys",
                "/x/../admin/v1/keys",
                "/%61dmin/v1/keys",
                "/admin;x=y/v1/keys",
                "/admin/v1/keys;x=y",
                "/front/admin/v1/keys",
                "/front/x/../admin/v1/keys",
                "/front/x/%2e%2e/admin/v1/keys"
            })
    void letsNobodyPassByAnotherSpelling(String path) throws Exception {
        HttpResponse<String> answer = get(path, "Bearer sk-serai-of-nobody");
        assertThat(answer.statusCode()).isBetween(400, 499);
        assertThat(answer.body()).doesNotContain("key_");
    }

    /** Else the test above would pass because nothing is served behind a forward. */
    @Test
    void answersTheAdminKeyBehindAForwardToo() throws Exception {
        assertThat(get("/front/admin/v1/keys", "Bearer " + Admin.KEY).body()).contains("key_");
    }

    @Test
    void refusesAnAddressThatNobodyServesInTheSameShape() throws Exception {
        HttpResponse<String> answer = get("/admin/v2/keys", "Bearer " + Admin.KEY);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("\"code\":\"unknown_url\"");
    }

    /** The server leaves them out, and a report for one key would be one for all. */
    @ParameterizedTest
    @ValueSource(strings = {"keys?a=%zz", "keys?=x", "keys?%", "keys/key_1?%zz"})
    void dropsNoParameterThatCannotBeDecoded(String rest) throws IOException {
        try (Socket socket = new Socket(
                "127.0.0.1", Objects.requireNonNull(SERVER.getWebServer()).getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET /admin/v1/" + rest
                                    + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + Admin.KEY
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400")
                    .contains("\"error\"");
        }
    }

    private static HttpResponse<String> get(String path, String authorization)
            throws IOException, InterruptedException {
        int port = Objects.requireNonNull(SERVER.getWebServer()).getPort();
        URI address = URI.create("http://127.0.0.1:" + port + path);
        return HTTP.send(
                HttpRequest.newBuilder(address)
                        .header("authorization", authorization)
                        .build(),
                BodyHandlers.ofString());
    }
}

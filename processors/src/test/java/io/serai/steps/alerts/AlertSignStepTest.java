package io.serai.steps.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class AlertSignStepTest {

    private static Object signed(String secret, String body) throws Exception {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody(body);
        exchange.getMessage().setHeader(AlertSignStep.HEADER, "forged");
        new AlertSignStep(secret).process(exchange);
        return exchange.getMessage().getHeader(AlertSignStep.HEADER);
    }

    /** The second case of RFC 4231. */
    @Test
    void signsAsHmacSha256Does() throws Exception {
        assertThat(signed("Jefe", "what do ya want for nothing?"))
                .isEqualTo("sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void withoutASecretThereIsNoSignature() throws Exception {
        assertThat(signed("", "x")).isNull();
    }
}

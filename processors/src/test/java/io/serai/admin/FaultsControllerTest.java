package io.serai.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

class FaultsControllerTest {

    private static final String PATH = "/admin/v1/simulator/faults";
    private final Admin admin = new Admin();

    private Admin.Reply post(String body) {
        return admin.send(Admin.asked(HttpMethod.POST, PATH)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body));
    }

    @Test
    void playsAndEndsScripts() {
        assertThat(post("{\"model\": \"sim-fast\", \"script\": \"429 retry-after 2, ok\"}")
                        .status())
                .isEqualTo(201);
        assertThat(post("{\"model\": \"simulator/cheap\", \"script\": \"503\"}").status())
                .isEqualTo(201);
        assertThat(admin.plans.next("fast")).hasSize(1);
        assertThat(admin.send(Admin.asked(HttpMethod.GET, PATH)).text())
                .isEqualTo("{\"data\":[{\"model\":\"cheap\",\"script\":\"503\",\"asks\":0},"
                        + "{\"model\":\"fast\",\"script\":\"429 retry-after 2, ok\",\"asks\":1}]}");
        assertThat(admin.send(Admin.asked(HttpMethod.DELETE, PATH + "?model=fast"))
                        .text())
                .contains("\"fast\"")
                .doesNotContain("cheap");
        assertThat(admin.plans.inForce()).hasSize(1);
        admin.send(Admin.asked(HttpMethod.DELETE, PATH));
        assertThat(admin.plans.inForce()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\": \"fast\", \"script\": \"boo\"}|knows no fault 'boo'",
                "{\"model\": \"fast\", \"script\": \"boo\"}|context-too-long",
                "{\"model\": \"gpt-4o-mini\", \"script\": \"503\"}|fast, cheap, strong, flaky",
                "{\"model\": \"quick\", \"script\": \"503\"}|fast, cheap, strong, flaky",
                "{\"script\": \"503\"}|Missing required parameter: 'model'",
                "{\"model\": \"fast\"}|Missing required parameter: 'script'",
                "{\"model\": \"fast\", \"script\": 503}|expected a string",
                "{\"model\": \"fast\", \"script\": \"503\", \"once\": true}|Unknown parameter: 'once'"
            })
    void refusesWhatCannotBePlayed(String body, String words) {
        Admin.Reply reply = post(body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains(words);
        assertThat(admin.plans.inForce()).isEmpty();
    }
}

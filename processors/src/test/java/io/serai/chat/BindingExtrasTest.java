package io.serai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BindingExtrasTest {

    @Test
    void defaultsSpelledOutAndHintsBindNoWire() {
        ChatRequest request = with(Map.of(
                "store", new Json("false"),
                "service_tier", new Json("\"auto\""),
                "verbosity", new Json(" \"medium\" "),
                "modalities", new Json("[ \"text\" ]"),
                "logit_bias", new Json("{}"),
                "prediction", new Json("null"),
                "prompt_cache_key", new Json("\"k\""),
                "safety_identifier", new Json("\"u\"")));

        assertThat(request.bindingExtras()).isEmpty();
        assertThat(request.needs()).isEmpty();
    }

    @Test
    void whatChangesTheAnswerBinds() {
        ChatRequest request = with(Map.of(
                "store", new Json("true"),
                "service_tier", new Json("\"flex\""),
                "logit_bias", new Json("{\"50256\":-100}"),
                "prediction", new Json("{\"type\":\"content\",\"content\":\"x\"}"),
                "audio", new Json("{}")));

        assertThat(request.bindingExtras())
                .containsExactly("audio", "logit_bias", "prediction", "service_tier", "store");
        assertThat(request.needs())
                .containsExactlyInAnyOrder(Feature.LOGIT_BIAS, Feature.PREDICTION, Feature.OPENAI_EXTRAS);
    }

    private static ChatRequest with(Map<String, Json> extras) {
        return new ChatRequest(
                "m",
                List.of(),
                List.of(new Message.User(List.of(new Part.Text("hi")), null)),
                List.of(),
                new ToolChoice.Auto(),
                new ResponseFormat.Text(),
                new Sampling(null, null, null, List.of(), null, null, null, null, null, null, null, null),
                false,
                false,
                Map.of(),
                null,
                extras,
                null);
    }
}

package io.serai.simulator.question;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.json.ProviderJson;
import io.serai.simulator.fault.Fault;
import io.serai.simulator.fault.FaultScript;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request asks of the simulator, checked as OpenAI checks. */
public final class Question {

    private final JsonNode body;
    private final SimulatedModel model;
    private final String modelName;
    private final List<Fault> faults;
    private final @Nullable FaultScript script;
    private @Nullable String userText;
    private @Nullable Topic topic;

    private Question(
            JsonNode body, SimulatedModel model, String modelName, List<Fault> faults, @Nullable FaultScript script) {
        this.body = body;
        this.model = model;
        this.modelName = modelName;
        this.faults = List.copyOf(faults);
        this.script = script;
    }

    /** @throws Rejected where OpenAI would refuse the request */
    public static Question read(byte[] bytes) {
        JsonNode body = ProviderJson.lenient(bytes);
        if (body == null || !body.isObject()) {
            throw Rejected.invalid(
                    "We could not parse the JSON body of your request. The API expects a JSON payload, but what was sent"
                            + " was not valid JSON.",
                    null,
                    null);
        }
        String asked = body.path("model").textValue();
        if (asked == null || asked.isEmpty()) {
            throw Rejected.invalid("you must provide a model parameter", null, null);
        }
        String[] words = asked.substring(asked.lastIndexOf('/') + 1).split("\\+");
        FaultScript script = words.length == 0 ? null : FaultScript.named(words[0]);
        SimulatedModel model =
                script != null ? SimulatedModel.FAST : words.length == 0 ? null : SimulatedModel.named(words[0]);
        List<Fault> faults = new ArrayList<>();
        boolean known = model != null;
        for (int i = 1; i < words.length; i++) {
            known &= addFault(words[i], faults);
        }
        if (!known || model == null) {
            throw new Rejected(
                    404,
                    "The model `" + Rejected.shown(asked)
                            + "` does not exist. The simulator has fast, cheap, strong and flaky, each with"
                            + " faults if you like, such as fast+503 or strong+cut, and models that are nothing else, such as"
                            + " fault-503, fault-cut-20 or fault-429-2-once.",
                    "model",
                    "model_not_found");
        }
        String simulate = body.path("metadata").path("simulate").asText("");
        for (String word : simulate.split("[+, ]+")) {
            if (!word.isEmpty() && !addFault(word, faults)) {
                throw Rejected.invalid(
                        "The simulator knows no fault '" + Rejected.shown(word) + "'.", "metadata.simulate", null);
            }
        }
        RequestChecks.check(body);
        return new Question(body, model, words[0], faults, script);
    }

    private static boolean addFault(String word, List<Fault> faults) {
        Fault fault = Fault.named(word);
        if (fault != null) {
            faults.add(fault);
        }
        return fault != null;
    }

    public SimulatedModel model() {
        return model;
    }

    public String modelName() {
        return modelName;
    }

    public List<Fault> faults() {
        return faults;
    }

    /** The script that the model's name is, or null. */
    public @Nullable FaultScript script() {
        return script;
    }

    public boolean stream() {
        return body.path("stream").asBoolean(false);
    }

    public boolean usageInStream() {
        return body.path("stream_options").path("include_usage").asBoolean(false);
    }

    public int choices() {
        return body.path("n").asInt(1);
    }

    public boolean logprobs() {
        return body.path("logprobs").asBoolean(false);
    }

    /** The most tokens of the answer. */
    public int limit() {
        JsonNode limit = body.path("max_completion_tokens");
        JsonNode given = limit.isIntegralNumber() ? limit : body.path("max_tokens");
        return given.isInt() ? given.intValue() : Integer.MAX_VALUE;
    }

    public List<String> stops() {
        JsonNode stop = body.path("stop");
        List<String> stops = new ArrayList<>();
        if (stop.isTextual()) {
            stops.add(stop.textValue());
        }
        stop.forEach(one -> stops.add(one.asText()));
        return stops;
    }

    public JsonNode messages() {
        return body.path("messages");
    }

    public JsonNode last() {
        return messages().path(messages().size() - 1);
    }

    /** What the user said last. */
    public String userText() {
        String said = userText;
        if (said == null) {
            said = lastUserText();
            userText = said;
        }
        return said;
    }

    /** What the prompt is about. */
    public Topic topic() {
        Topic about = topic;
        if (about == null) {
            about = new Topic(userText());
            topic = about;
        }
        return about;
    }

    private String lastUserText() {
        for (int i = messages().size() - 1; i >= 0; i--) {
            if (messages().path(i).path("role").asText().equals("user")) {
                return text(messages().path(i));
            }
        }
        return text(last());
    }

    /** A message's text, its parts joined. */
    public static String text(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return content.textValue();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            String piece = part.path("text").asText("");
            if (!piece.isEmpty()) {
                text.append(text.isEmpty() ? "" : "\n").append(piece);
            }
        }
        return text.toString();
    }

    /** The functions it may call; empty where it must not. */
    public List<JsonNode> tools() {
        List<JsonNode> tools = new ArrayList<>();
        if (!body.path("tool_choice").asText().equals("none")) {
            for (JsonNode tool : body.path("tools")) {
                tools.add(tool.path("function"));
            }
        }
        return tools;
    }

    public JsonNode toolList() {
        return body.path("tools");
    }

    public boolean toolRequired() {
        return body.path("tool_choice").asText().equals("required");
    }

    /** The function that must be called, or null. */
    @Nullable
    public String toolNamed() {
        return body.path("tool_choice").path("function").path("name").textValue();
    }

    public boolean parallelTools() {
        return body.path("parallel_tool_calls").asBoolean(true);
    }

    public boolean jsonObject() {
        return body.path("response_format").path("type").asText().equals("json_object");
    }

    /** The schema the answer must follow, or null. */
    @Nullable
    public JsonNode schema() {
        JsonNode format = body.path("response_format");
        return format.path("type").asText().equals("json_schema")
                ? format.path("json_schema").path("schema")
                : null;
    }

    public String effort() {
        return body.path("reasoning_effort").asText("medium");
    }
}

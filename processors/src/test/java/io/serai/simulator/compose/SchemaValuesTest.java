package io.serai.simulator.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.serai.chat.Json;
import io.serai.json.ProviderJson;
import io.serai.simulator.question.Rejected;
import io.serai.simulator.question.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaValuesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'object','properties':{'city':{'type':'string'},'temp':{'type':'number'}},'required':['city','temp'],'additionalProperties':false}",
                "{'type':'object','properties':{'name':{'type':'string','minLength':30,'maxLength':31},'short':{'type':'string','maxLength':3}},'required':['name','short']}",
                "{'type':'object','properties':{'status':{'enum':['open','closed',null]},'kind':{'const':'ticket'},'n':{'enum':[1,2]}},'required':['status','kind','n']}",
                "{'type':'object','properties':{'steps':{'type':'array','items':{'$ref':'#/$defs/step'}},'final':{'type':'string'}},'required':['steps','final'],'$defs':{'step':{'type':'object','properties':{'explanation':{'type':'string'},'output':{'type':'string'}},'required':['explanation','output'],'additionalProperties':false}}}",
                "{'type':'object','properties':{'value':{'type':'number'},'next':{'anyOf':[{'$ref':'#'},{'type':'null'}]}},'required':['value','next'],'additionalProperties':false}",
                "{'$ref':'#/definitions/node','definitions':{'node':{'type':'object','properties':{'id':{'type':'integer'},'children':{'type':'array','items':{'$ref':'#/definitions/node'}}},'required':['id','children']}}}",
                "{'type':'array','items':{'type':'integer','minimum':10,'maximum':20,'multipleOf':5},'minItems':3,'maxItems':3,'uniqueItems':true}",
                "{'type':'array','items':{'enum':['a','b','c']},'minItems':3,'uniqueItems':true}",
                "{'type':'array','items':{'type':'string'},'minItems':6,'uniqueItems':true}",
                "{'type':'array','prefixItems':[{'type':'string'},{'type':'integer'}],'items':false}",
                "{'type':'array','maxItems':0,'items':{'type':'string'}}",
                "{'type':'number','exclusiveMinimum':0,'exclusiveMaximum':1}",
                "{'type':'number','minimum':0.15,'maximum':0.17}",
                "{'type':'number','exclusiveMinimum':-0.03,'exclusiveMaximum':-0.01}",
                "{'type':'integer','maximum':-5}",
                "{'type':'integer','minimum':1000000,'multipleOf':7}",
                "{'type':'number','multipleOf':0.25,'minimum':7.1}",
                "{'type':['string','null']}",
                "{'type':['null','integer'],'minimum':3}",
                "{'type':'string','pattern':'^[A-Z]{2}-\\\\d{4}$'}",
                "{'type':'string','pattern':'^.{1,4000}$'}",
                "{'type':'string','pattern':'^([a-z]*)?-?(\\\\d+(\\\\.\\\\d+)?)?$'}",
                "{'type':'string','pattern':'^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*)@[a-z]+\\\\.[a-z]{2,}$'}",
                "{'type':'string','pattern':'^(foo|bar)+[^a-z]?\\\\w*\\\\.txt$'}",
                "{'type':'string','pattern':'^\\\\+?[1-9]\\\\d{1,14}$'}",
                "{'type':'string','pattern':'^[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}$'}",
                "{'type':'object','properties':{'a':{'type':'string','format':'date-time'},'b':{'type':'string','format':'date'},'c':{'type':'string','format':'time'},'d':{'type':'string','format':'duration'},'e':{'type':'string','format':'email'},'f':{'type':'string','format':'hostname'},'g':{'type':'string','format':'ipv4'},'h':{'type':'string','format':'ipv6'},'i':{'type':'string','format':'uri'},'j':{'type':'string','format':'uuid'}},'required':['a','b','c','d','e','f','g','h','i','j']}",
                "{'oneOf':[{'type':'object','properties':{'t':{'const':'x'},'x':{'type':'integer'}},'required':['t','x']},{'type':'object','properties':{'t':{'const':'y'}},'required':['t']}]}",
                "{'type':'object','properties':{'base':{'type':'string'}},'required':['base'],'anyOf':[{'properties':{'email':{'type':'string','format':'email'}},'required':['email']},{'required':['phone']}]}",
                "{'allOf':[{'type':'object','properties':{'a':{'type':'string'}},'required':['a']},{'$ref':'#/$defs/b'}],'$defs':{'b':{'properties':{'b':{'type':'boolean'}},'required':['b']}}}",
                "{'type':'object','additionalProperties':{'type':'integer','minimum':4},'minProperties':3}",
                "{'type':'object','required':['free'],'properties':{}}",
                "{'properties':{'x':{'items':{'type':'boolean'}}},'required':['x']}",
                "{'type':'object','properties':{'x':true,'y':{}},'required':['x','y']}",
                "{'type':'null'}",
                "{'type':'boolean'}",
                "{'$ref':'#/$defs/a~1b','$defs':{'a/b':{'type':'string','description':'escaped'}}}",
                "{}"
            })
    void makesValuesThatTheSchemaAccepts(String quoted) {
        JsonNode schema = schema(quoted);
        JsonSchema judge =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
        for (int turn = 0; turn < 12; turn++) {
            Topic topic = new Topic("Compare Paris, Rome and 12 cities of “Old Europe” by 2030, please. Thanks, Zoë!");
            JsonNode value = new SchemaValues(schema, topic, turn, new Budget()).value();
            assertThat(judge.validate(
                            value, context -> context.getExecutionConfig().setFormatAssertionsEnabled(true)))
                    .as("%s", value)
                    .isEmpty();
        }
    }

    @Test
    void fillsInWhatWasAskedAbout() {
        JsonNode schema = schema(
                "{'type':'object','properties':{'city':{'type':'string'},'days':{'type':'integer'}},'required':['city','days']}");
        JsonNode value = new SchemaValues(schema, new Topic("Plan 5 days in Lisbon"), 0, new Budget()).value();
        assertThat(value).hasToString("{\"city\":\"Lisbon\",\"days\":5}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'$ref':'#/$defs/none'}",
                "{'type':'object','properties':{'self':{'$ref':'#'}},'required':['self']}",
                "{'type':'integer','minimum':5,'maximum':4}",
                "{'type':'string','pattern':'^(?=x)y$'}"
            })
    void refusesSchemasThatNothingFulfils(String quoted) {
        assertThatThrownBy(() -> new SchemaValues(schema(quoted), new Topic("x"), 0, new Budget()).value())
                .isInstanceOf(Rejected.class);
    }

    private static JsonNode schema(String quoted) {
        return ProviderJson.read(new Json(quoted.replace('\'', '"')));
    }
}

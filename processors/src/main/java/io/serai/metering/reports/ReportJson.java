package io.serai.metering.reports;

import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.usage.TokenClass;
import java.io.IOException;
import java.math.BigInteger;

/**
 * A usage report as JSON, one object a group.
 *
 * <p>Money is a string, so that no reader makes a binary fraction of it; token classes that are zero are left out.
 */
public final class ReportJson {

    private ReportJson() {}

    /** Writes one group of a report; its name stands in a field named after what sums are made by. */
    public static void write(UsageReports.GroupBy by, UsageReports.Sum sum, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField(by.label(), sum.group());
        json.writeNumberField("calls", sum.calls());
        json.writeNumberField("attempts", sum.attempts());
        json.writeFieldName("tokens");
        json.writeStartObject();
        for (TokenClass kind : TokenClass.values()) {
            BigInteger tokens = sum.tokens().tokens(kind);
            if (tokens.signum() != 0) {
                json.writeFieldName(kind.label());
                json.writeNumber(tokens);
            }
        }
        json.writeEndObject();
        json.writeStringField("cost", sum.cost().toString());
        json.writeEndObject();
    }
}

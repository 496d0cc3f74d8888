package io.serai.routing.preference;

import io.serai.call.GatewayError;
import io.serai.call.Preference;

/** What the sentence of a rule comes to. */
public sealed interface Ruling {

    /** The call goes on, to models that the rule prefers. */
    record Prefers(Preference preference) implements Ruling {}

    /** The call ends here. */
    record Refuses(GatewayError.RefusedByRule error) implements Ruling {}
}

package io.serai.catalog;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.serai.chat.ChatRequest;

/** Counts tokens by OpenAI's {@code o200k_base}; for other vendors' models the count is an estimate. */
public final class Tokenizer {

    private final Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    /** Tokens of a text. */
    public int count(String text) {
        return encoding.countTokensOrdinary(text);
    }

    /** Tokens that OpenAI would count as the prompt of a request. */
    public int count(ChatRequest request) {
        int tokens = 3;
        for (var message : request.messages()) {
            tokens += 3 + count(message.text());
        }
        return tokens;
    }
}

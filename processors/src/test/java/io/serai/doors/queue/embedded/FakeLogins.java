package io.serai.doors.queue.embedded;

import io.serai.doors.queue.BrokerLogins;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Keys by their text, as a keyring would know them. */
final class FakeLogins implements BrokerLogins {

    private final Map<String, String> ids = new ConcurrentHashMap<>();

    FakeLogins with(String key, String id) {
        ids.put(key, id);
        return this;
    }

    void forget(String key) {
        ids.remove(key);
    }

    @Override
    public Login login(@Nullable String key) {
        String id = key == null ? null : ids.get(key);
        return id == null ? new Login(null, "That is nobody's key.") : new Login(id, null);
    }

    @Override
    public boolean isValid(String keyId) {
        return ids.containsValue(keyId);
    }
}

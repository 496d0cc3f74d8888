package io.serai.keys;

/**
 * A key that was just made: the only time it can be read.
 *
 * @param raw the key itself, to be shown once and never logged
 */
public record IssuedKey(VirtualKey key, String raw) {

    /** Without the key itself. */
    @Override
    public String toString() {
        return "IssuedKey[" + key.id() + "]";
    }
}

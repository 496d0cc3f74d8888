package io.serai.catalog;

import org.jspecify.annotations.Nullable;

/** Tells what would become of an edit, without making it. */
@FunctionalInterface
public interface ConfigCheck {

    /**
     * Checks a text as if it were saved under that name beside the files in force.
     *
     * @param file such as {@code routes/routing-rules.camel.yaml}
     */
    Finding check(String file, byte[] text);

    /**
     * What the check found.
     *
     * @param reason why the text would be refused, null where it would be in force
     */
    record Finding(
            String file,
            @Nullable Integer line,
            @Nullable Integer column,
            @Nullable String reason) {

        public boolean good() {
            return reason == null;
        }
    }
}

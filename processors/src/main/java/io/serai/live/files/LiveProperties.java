package io.serai.live.files;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the live files are and how often they are looked at.
 *
 * @param routes folder of the route files, relative to the working directory or absolute
 * @param connectors folder of the connectors
 * @param classesInFiles whether those files may name Java classes, and so run any code that is on the class path
 * @param checkByHttp whether the holder of the admin key may have files checked, which reads their expressions in this process
 * @param lookEvery pause between two looks; an edit is put in force once two looks in a row find it unchanged
 */
@ConfigurationProperties("serai")
public record LiveProperties(
        @DefaultValue("routes") Path routes,
        @DefaultValue("connectors") Path connectors,
        @DefaultValue("false") boolean classesInFiles,
        @DefaultValue("false") boolean checkByHttp,
        @DefaultValue("400ms") Duration lookEvery) {

    public LiveProperties {
        if (lookEvery.isNegative() || lookEvery.isZero() || lookEvery.compareTo(Duration.ofSeconds(1)) > 0) {
            throw new IllegalArgumentException(
                    "serai.look-every must be more than 0 and at most 1s, or an edit takes longer than promised: "
                            + lookEvery);
        }
    }
}

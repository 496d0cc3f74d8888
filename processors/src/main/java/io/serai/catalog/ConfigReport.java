package io.serai.catalog;

import java.util.List;

/** Tells how the files stand that may be edited while the gateway runs. */
@FunctionalInterface
public interface ConfigReport {

    /** Every live file as it stands now, in the order of their paths. */
    List<ConfigState> files();
}

package io.serai.app.start;

import java.io.ObjectInputFilter;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What holds for the whole process, before anything else is done in it. */
public final class Hardening {

    private static final Logger log = LoggerFactory.getLogger(Hardening.class);

    /** Files for their owner alone. */
    private static final int UMASK = 0077;

    /** As a process that was killed by the kernel for its memory, 128 and the signal. */
    private static final int OUT_OF_MEMORY = 137;

    private Hardening() {}

    /** To be called first; once is enough. */
    public static void apply() {
        refuseSerializedObjects();
        hideNewFiles();
        Thread.setDefaultUncaughtExceptionHandler(Hardening::died);
    }

    /** A thread that all calls need and that died for want of memory would leave a process that answers no call. */
    private static void died(Thread thread, Throwable why) {
        if (why instanceof OutOfMemoryError && !thread.isVirtual()) {
            Runtime.getRuntime().halt(OUT_OF_MEMORY);
        }
        log.error("The thread {} died", thread.getName(), why);
    }

    /** Nothing here is ever made of serialized Java objects, so whatever would be is an attack; a filter of the start's own stays. */
    private static void refuseSerializedObjects() {
        if (ObjectInputFilter.Config.getSerialFilter() == null) {
            try {
                ObjectInputFilter.Config.setSerialFilter(ObjectInputFilter.Config.createFilter("!*"));
            } catch (IllegalStateException e) {
                // set by another thread in between, and that one stays
            }
        }
    }

    /** The store, the broker and the outbox make files by themselves; where there is no umask, the folder must do. */
    private static void hideNewFiles() {
        try {
            Linker linker = Linker.nativeLinker();
            Optional<MemorySegment> umask = linker.defaultLookup().find("umask");
            if (umask.isPresent()) {
                Object before = linker.downcallHandle(
                                umask.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                        .invoke(UMASK);
            }
        } catch (Throwable e) {
            // Native calls may be switched off: the folder's own rights still hold.
        }
    }
}

package io.serai.doors.queue.embedded;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.io.IOCriticalErrorListener;
import org.apache.activemq.artemis.core.io.SequentialFileFactory;
import org.apache.activemq.artemis.core.paging.PagingStoreFactory;
import org.apache.activemq.artemis.core.paging.impl.PagingStoreFactoryNIO;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.impl.journal.JournalStorageManager;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;

/**
 * A server that confirms nothing it could not write.
 *
 * <p>The broker tells its listener that a write failed, and then goes on as if it had been done: while it is ending, it confirms
 * the message to its sender, or commits the transaction that took a request and holds its answer. What comes of a page is
 * lost then. Here the write fails for who asked for it, too.
 */
final class CheckedServer extends ActiveMQServerImpl {

    /** How the message of a write that failed begins. */
    static final String FAILS = "the embedded broker cannot write its files";

    CheckedServer(Configuration configuration, BrokerSecurity security) {
        super(configuration, security);
    }

    /** Tells the server's own listener, and then whoever writes. */
    private static IOCriticalErrorListener failing(IOCriticalErrorListener server) {
        return new IOCriticalErrorListener() {
            @Override
            public void onIOException(Throwable why, String message, String file) {
                server.onIOException(why, message, file);
                throw new UncheckedIOException(FAILS + ": " + message, new IOException(why));
            }

            @Override
            public boolean isPreviouslyFailed() {
                return server.isPreviouslyFailed();
            }
        };
    }

    @Override
    protected StorageManager createStorageManager() {
        JournalStorageManager journal = new CheckedJournal(this);
        getCriticalAnalyzer().add(journal);
        return journal;
    }

    @Override
    protected PagingStoreFactory getPagingStoreFactory() {
        Configuration configuration = getConfiguration();
        IOCriticalErrorListener failing = failing(ioCriticalErrorListener);
        return new PagingStoreFactoryNIO(
                getStorageManager(),
                configuration.getPagingLocation(),
                configuration.getPageSyncTimeout(),
                scheduledPool,
                pageExecutorFactory,
                configuration.isJournalSyncNonTransactional(),
                ioCriticalErrorListener,
                configuration::isPurgePageFolders) {
            @Override
            protected SequentialFileFactory newFileFactory(String folder) {
                return new CheckedFiles(new File(getDirectory(), folder), failing);
            }
        };
    }

    private static final class CheckedJournal extends JournalStorageManager {

        CheckedJournal(CheckedServer server) {
            super(
                    server.getConfiguration(),
                    server.getCriticalAnalyzer(),
                    server.executorFactory,
                    server.scheduledPool,
                    server.ioExecutorFactory,
                    server.ioCriticalErrorListener);
        }

        /** Called by the constructor above. */
        @Override
        protected void init(Configuration configuration, IOCriticalErrorListener listener) {
            IOCriticalErrorListener failing = failing(listener);
            super.init(configuration, failing);
            largeMessagesFactory = new CheckedFiles(configuration.getLargeMessagesLocation(), failing);
        }
    }
}

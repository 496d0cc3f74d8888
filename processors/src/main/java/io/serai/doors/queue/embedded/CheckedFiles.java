package io.serai.doors.queue.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQIOErrorException;
import org.apache.activemq.artemis.core.io.IOCriticalErrorListener;
import org.apache.activemq.artemis.core.io.SequentialFile;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFile;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;

/**
 * The broker's files that only grow: its pages and its large messages.
 *
 * <p>On a disk that is nearly full a write may end in the middle of a message, without an error; the broker would not notice.
 */
final class CheckedFiles extends NIOSequentialFileFactory {

    CheckedFiles(File folder, IOCriticalErrorListener listener) {
        super(folder, false, listener, 1);
    }

    @Override
    public SequentialFile createSequentialFile(String name) {
        return new CheckedFile(this, getDirectory(), name);
    }

    private static final class CheckedFile extends NIOSequentialFile {

        private final CheckedFiles files;
        private final File folder;

        CheckedFile(CheckedFiles files, File folder, String name) {
            super(files, folder, name, 1);
            this.files = files;
            this.folder = folder;
        }

        @Override
        public void writeDirect(ByteBuffer bytes, boolean sync) throws Exception {
            long end = position() + bytes.remaining();
            super.writeDirect(bytes, sync);
            reaches(end);
        }

        @Override
        public void blockingWriteDirect(ByteBuffer bytes, boolean sync, boolean release) throws Exception {
            long end = position() + bytes.remaining();
            super.blockingWriteDirect(bytes, sync, release);
            reaches(end);
        }

        /** The broker's own count of where it is goes wrong where a buffer begins later than at its start. */
        private void reaches(long end) throws IOException, ActiveMQIOErrorException {
            if (size() < end) {
                ActiveMQIOErrorException cut =
                        new ActiveMQIOErrorException("only a part of what was written is in " + getFileName());
                files.onIOError(cut, cut.getMessage(), this);
                throw cut;
            }
        }

        @Override
        public SequentialFile cloneFile() {
            return new CheckedFile(files, folder, getFileName());
        }
    }
}

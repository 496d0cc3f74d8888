package io.serai.e2e;

import io.serai.Gateway;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** A disk for H2, at addresses that begin with {@code full:}, which has no space while a file {@code full} lies in its folder. */
public final class FullDisk extends FilePathWrapper {

    /** A gateway that may keep its store on such a disk. */
    public static void main(String[] args) {
        FilePath.register(new FullDisk());
        Gateway.main(args);
    }

    @Override
    public String getScheme() {
        return "full";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        String file = getBase().toString();
        return new Channel(getBase().open(mode), Path.of(file).resolveSibling("full"));
    }

    private static final class Channel extends FileBase {

        private final FileChannel file;
        private final Path full;

        Channel(FileChannel file, Path full) {
            this.file = file;
            this.full = full;
        }

        private void needSpace() throws IOException {
            if (Files.exists(full)) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            needSpace();
            return file.write(source);
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            needSpace();
            return file.write(source, position);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return file.read(target);
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            file.position(position);
            return this;
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            file.truncate(size);
            return this;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            file.force(metaData);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return file.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }
    }
}

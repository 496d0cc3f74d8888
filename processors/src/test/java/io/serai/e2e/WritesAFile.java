package io.serai.e2e;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/** A class that leaves a trace where it is deserialised, as a chain of classes would that an attacker found. */
final class WritesAFile implements Serializable {

    private static final long serialVersionUID = 1;

    private final String path;

    WritesAFile(Path path) {
        this.path = path.toString();
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        Files.writeString(Path.of(path), "deserialised");
    }
}

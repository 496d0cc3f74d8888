package io.serai.catalog;

/**
 * Says why a models.yaml was not taken; the catalogue before it stays in force.
 *
 * <p>The message is one sentence for people: file, line, what is wrong, what to do. It never holds a key.
 */
public final class CatalogRefused extends RuntimeException {

    private final String file;
    private final int line;
    private final String reason;

    public CatalogRefused(String file, int line, String reason) {
        super(line > 0 ? file + " line " + line + ": " + reason : file + ": " + reason);
        this.file = file;
        this.line = line;
        this.reason = reason;
    }

    public String file() {
        return file;
    }

    /** From 1; 0 where the whole file is at fault. */
    public int line() {
        return line;
    }

    /** What is wrong and what to do, without file and line. */
    public String reason() {
        return reason;
    }
}

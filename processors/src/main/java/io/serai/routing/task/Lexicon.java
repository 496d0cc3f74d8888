package io.serai.routing.task;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What words and pairs of words hint at, found by hash without making a string.
 *
 * <p>Its text has one group a line: a column of the {@linkplain #columns() score sheet}, a weight, and words; a pair is
 * joined by {@code _}. A line that begins with {@code #} says something to people. Words are known by a 64-bit hash alone: a
 * stranger that hashes like a listed word would be a curiosity, not a fault.
 */
final class Lexicon {

    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private final List<String> columns;
    private final long[] keys;
    /** By slot: the entry's number plus one, 0 for an empty slot. */
    private final int[] entries;
    /** By entry: column and weight, in turn. */
    private final byte[][] hints;

    private Lexicon(List<String> columns, Map<Long, List<Byte>> hintsByHash) {
        this.columns = columns;
        int size = Integer.highestOneBit(hintsByHash.size() * 4);
        this.keys = new long[size];
        this.entries = new int[size];
        this.hints = new byte[hintsByHash.size()][];
        int entry = 0;
        for (Map.Entry<Long, List<Byte>> word : hintsByHash.entrySet()) {
            byte[] pairs = new byte[word.getValue().size()];
            for (int i = 0; i < pairs.length; i++) {
                pairs[i] = word.getValue().get(i);
            }
            hints[entry] = pairs;
            put(word.getKey(), ++entry);
        }
    }

    private void put(long hash, int entry) {
        int slot = slot(hash);
        while (entries[slot] != 0) {
            slot = (slot + 1) & (keys.length - 1);
        }
        keys[slot] = hash;
        entries[slot] = entry;
    }

    /** @throws IllegalArgumentException when a line is not of the form above or names a column that is not there */
    static Lexicon of(List<String> columns, String text) {
        Map<Long, List<Byte>> hints = new HashMap<>();
        for (String line : text.split("\n", -1)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] words = line.strip().split(" +");
                int column = columns.indexOf(words[0]);
                if (column < 0 || words.length < 3) {
                    throw new IllegalArgumentException("not a group of words: " + line);
                }
                for (String word : Arrays.asList(words).subList(2, words.length)) {
                    List<Byte> pairs = hints.computeIfAbsent(hash(word), key -> new ArrayList<>());
                    pairs.add((byte) column);
                    pairs.add(Byte.parseByte(words[1]));
                }
            }
        }
        return new Lexicon(columns, hints);
    }

    static Lexicon load(List<String> columns, String resource) {
        try (InputStream in = Lexicon.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing beside " + Lexicon.class.getName());
            }
            return of(columns, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> columns() {
        return columns;
    }

    int size() {
        return hints.length;
    }

    /** The hash of no letters yet. */
    static long start() {
        return BASIS;
    }

    static long letter(long hash, int lowerCase) {
        return (hash ^ lowerCase) * PRIME;
    }

    static long pair(long first, long second) {
        return (first * 31 + 17) ^ Long.rotateLeft(second, 23);
    }

    /** The entry of a word's or pair's hash, or -1. */
    int find(long hash) {
        int slot = slot(hash);
        while (entries[slot] != 0) {
            if (keys[slot] == hash) {
                return entries[slot] - 1;
            }
            slot = (slot + 1) & (keys.length - 1);
        }
        return -1;
    }

    /** Column and weight, in turn; not to be written to. */
    byte[] hints(int entry) {
        return hints[entry];
    }

    private int slot(long hash) {
        return (int) ((hash * 0x9E3779B97F4A7C15L) >>> 40) & (keys.length - 1);
    }

    private static long hash(String entry) {
        int gap = entry.indexOf('_');
        return gap < 0 ? hashWord(entry) : pair(hashWord(entry.substring(0, gap)), hashWord(entry.substring(gap + 1)));
    }

    private static long hashWord(String word) {
        long hash = start();
        for (int i = 0; i < word.length(); i++) {
            hash = letter(hash, word.charAt(i));
        }
        return hash;
    }
}

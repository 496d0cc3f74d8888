package io.serai.doors.http;

/**
 * Judges whether a path means what it looks like, to every proxy and server alike.
 *
 * <p>Not so are dot segments, empty segments, parameters behind a semicolon, backslashes and control characters, plain or
 * encoded, nor letters, digits and the like that are encoded without need: what is in front of us may read them otherwise than we do, and no address of ours has any.
 */
final class PlainPath {

    private static final int LONGEST = 1024;

    private PlainPath() {}

    /** @param path as it came, still encoded */
    static boolean is(String path) {
        int length = path.length();
        if (length > LONGEST) {
            return false;
        }
        int dots = 0;
        int others = 0;
        for (int i = 0; i < length; i++) {
            int c = path.charAt(i);
            boolean first = i == 0;
            if (c == '%') {
                c = decoded(path, i);
                if (isUnreserved(c)) {
                    return false;
                }
                i += 2;
            }
            if (c <= ' ' || c == 0x7F || c == ';' || c == '\\') {
                return false;
            }
            if (c == '/') {
                if (!first && others == 0) {
                    return false; // an empty segment, or nothing but dots
                }
                dots = 0;
                others = 0;
            } else if (c == '.') {
                dots++;
            } else {
                others++;
            }
        }
        return others > 0 || dots == 0;
    }

    /** What RFC 3986 would have no one encode: a rule of a proxy for {@code /admin} may not see {@code /%61dmin}. */
    private static boolean isUnreserved(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0;
    }

    /** The character of a triplet such as {@code %2F}, or a control character where it is none. */
    private static int decoded(String path, int at) {
        if (at + 2 >= path.length()) {
            return 0;
        }
        int high = Character.digit(path.charAt(at + 1), 16);
        int low = Character.digit(path.charAt(at + 2), 16);
        return high < 0 || low < 0 ? 0 : high << 4 | low;
    }
}

package io.serai.e2e.provider;

/** Ids that look like the vendors' and follow from a number. */
final class Ids {
    private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final String HEX = "0123456789abcdef";

    private Ids() {}

    /** A prefix and so many letters and digits. */
    static String of(String prefix, int length, long number) {
        return prefix + digits(ALPHABET, length, number);
    }

    static String hex(String prefix, int length, long number) {
        return prefix + digits(HEX, length, number);
    }

    /** The number comes last, so that no two are alike; what is before it only looks the part. */
    private static String digits(String alphabet, int length, long number) {
        char[] digits = new char[length];
        long rest = number;
        long noise = 0x9E3779B97F4A7C15L * (number + 1);
        for (int i = length - 1; i >= 0; i--) {
            int digit;
            if (i >= length - 8) {
                digit = (int) (rest % alphabet.length());
                rest /= alphabet.length();
            } else {
                noise = noise * 6364136223846793005L + 1442695040888963407L;
                digit = (int) Long.remainderUnsigned(noise >>> 33, alphabet.length());
            }
            digits[i] = alphabet.charAt(digit);
        }
        return new String(digits);
    }
}

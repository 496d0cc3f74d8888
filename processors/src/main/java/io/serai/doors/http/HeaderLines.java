package io.serai.doors.http;

import org.apache.coyote.Request;
import org.apache.tomcat.util.buf.ByteChunk;
import org.apache.tomcat.util.http.MimeHeaders;

/**
 * Judges whether each header of a request was one line, as every proxy would read it.
 *
 * <p>Tomcat joins folded lines in its buffer and forgets that there were two, but how long a header was on the wire is still to
 * be seen there: a line has its value, at most one blank before or behind it each, and its end. What is longer, and has a blank
 * inside that may have been a fold, is refused.
 */
final class HeaderLines {

    private HeaderLines() {}

    static boolean areWhole(Request request) {
        MimeHeaders headers = request.getMimeHeaders();
        int count = headers.size();
        for (int i = 0; i < count; i++) {
            ByteChunk name = headers.getName(i).getByteChunk();
            ByteChunk value = headers.getValue(i).getByteChunk();
            byte[] block = name.getBuffer();
            if (block == null || value.getBuffer() != block) {
                continue; // made by the server itself
            }
            ByteChunk next = i + 1 < count ? headers.getName(i + 1).getByteChunk() : null;
            int end = next != null && next.getBuffer() == block
                    ? next.getStart()
                    : endOfBlock(block, Math.max(value.getEnd(), name.getEnd()));
            if (end < 2 || block[end - 1] != '\n' || block[end - 2] != '\r' || !isLine(block, name, value, end - 2)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLine(byte[] block, ByteChunk name, ByteChunk value, int end) {
        for (int i = value.getEnd(); i < end; i++) {
            if (block[i] == '\r' || block[i] == '\n') {
                return false;
            }
        }
        int blanks = end - name.getEnd() - 1 - value.getLength();
        if (blanks <= 1 || value.getLength() == 0) {
            return !isBlank(block, value.getStart()) || value.getLength() == 0;
        }
        if (!hasBlank(block, value.getStart(), value.getEnd())) {
            return true;
        }
        return blanks == 2 && isBlank(block, end - 1) && isBlank(block, end - 2);
    }

    private static boolean hasBlank(byte[] block, int from, int to) {
        for (int i = from; i < to; i++) {
            if (isBlank(block, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBlank(byte[] block, int at) {
        return block[at] == ' ' || block[at] == '\t';
    }

    /** Behind the last header's line: before the empty line. */
    private static int endOfBlock(byte[] block, int from) {
        for (int i = from; i + 2 < block.length; i++) {
            if (block[i] == '\n' && (block[i + 1] == '\n' || block[i + 1] == '\r' && block[i + 2] == '\n')) {
                return i + 1;
            }
        }
        return -1;
    }
}

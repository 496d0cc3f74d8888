package io.serai.routing;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The minutes of a week that count as peak hours.
 *
 * <p>A window is days and times of the local clock: {@code Mon-Fri 09:00-18:00}, {@code Sat,Sun 10:00-14:00}, or times alone
 * for every day. It includes its beginning and excludes its end, {@code 24:00} is midnight, and one whose end is earlier
 * than its beginning lasts into the next day. Local time is taken as the clock shows it, also on days when the clock is put
 * forward or back.
 */
public final class PeakHours {

    private static final int DAY = 24 * 60;
    private static final int WEEK = 7 * DAY;

    private final BitSet minutes = new BitSet(WEEK);

    /** @throws IllegalArgumentException when a window cannot be read; its message names the window and the word */
    public static PeakHours of(List<String> windows) {
        PeakHours hours = new PeakHours();
        for (String window : windows) {
            hours.add(window.strip());
        }
        return hours;
    }

    public boolean contains(LocalDateTime moment) {
        return minutes.get((moment.getDayOfWeek().getValue() - 1) * DAY + moment.getHour() * 60 + moment.getMinute());
    }

    private void add(String window) {
        int gap = window.lastIndexOf(' ');
        String times = window.substring(gap + 1);
        int dash = times.indexOf('-');
        if (dash < 0) {
            throw bad(window, times, "times such as 09:00-18:00");
        }
        int from = minute(window, times.substring(0, dash));
        int to = minute(window, times.substring(dash + 1));
        if (from == to || from == DAY) {
            throw bad(window, times, "times that differ; 00:00-24:00 is the whole day");
        }
        for (DayOfWeek day :
                days(window, gap < 0 ? "" : window.substring(0, gap).strip())) {
            int start = (day.getValue() - 1) * DAY + from;
            int end = (day.getValue() - 1) * DAY + (to > from ? to : to + DAY);
            minutes.set(start, Math.min(end, WEEK));
            if (end > WEEK) {
                minutes.set(0, end - WEEK);
            }
        }
    }

    private static int minute(String window, String time) {
        int colon = time.indexOf(':');
        int hour = colon < 1 ? -1 : twoDigits(time.substring(0, colon));
        int minute = colon < 1 ? -1 : twoDigits(time.substring(colon + 1));
        int of = hour * 60 + minute;
        if (hour < 0 || minute < 0 || minute > 59 || of > DAY) {
            throw bad(window, time, "a time between 00:00 and 24:00");
        }
        return of;
    }

    private static int twoDigits(String text) {
        if (text.isEmpty() || text.length() > 2) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static Set<DayOfWeek> days(String window, String text) {
        if (text.isEmpty()) {
            return EnumSet.allOf(DayOfWeek.class);
        }
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String span : text.split(",", -1)) {
            int dash = span.indexOf('-');
            DayOfWeek first = day(window, dash < 0 ? span : span.substring(0, dash));
            DayOfWeek last = dash < 0 ? first : day(window, span.substring(dash + 1));
            days.add(last);
            for (DayOfWeek day = first; day != last; day = day.plus(1)) {
                days.add(day);
            }
        }
        return days;
    }

    private static DayOfWeek day(String window, String text) {
        String word = text.strip().toUpperCase(Locale.ROOT);
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().equals(word) || day.name().substring(0, 3).equals(word)) {
                return day;
            }
        }
        throw bad(window, text.strip(), "a day such as Mon or a span such as Mon-Fri");
    }

    private static IllegalArgumentException bad(String window, String word, String wanted) {
        return new IllegalArgumentException(
                "serai.routing.peak-hours: cannot read '" + window + "': '" + word + "' is not " + wanted);
    }
}

package io.serai.admin;

import io.serai.chat.PlainText;
import io.serai.keys.VirtualKey;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what is done with keys and deployments and by whom, one line each, never a key, as {@code serai.audit}. */
final class Audit {

    private static final Logger log = LoggerFactory.getLogger("serai.audit");

    private static final int LONGEST = 200;

    private Audit() {}

    /** @param what such as {@code issued} */
    static void changed(String what, VirtualKey key, HttpServletRequest request) {
        log.info("admin {} key={} name=\"{}\" from={}", what, key.id(), shown(key.name()), request.getRemoteAddr());
    }

    /** @param what such as {@code taken out} */
    static void deployment(String what, String deployment, String why, HttpServletRequest request) {
        log.info(
                "admin {} deployment=\"{}\" why=\"{}\" from={}",
                what,
                shown(deployment),
                shown(why),
                request.getRemoteAddr());
    }

    /** @param blocked whether the address must wait from now on */
    static void wrongKey(HttpServletRequest request, boolean blocked) {
        log.warn(
                "wrong admin key for {} {} from={}{}",
                shown(request.getMethod()),
                shown(request.getRequestURI()),
                request.getRemoteAddr(),
                blocked ? "; this address is refused for the rest of a minute, without further lines" : "");
    }

    /** On one line, whatever it is. */
    private static String shown(String text) {
        String plain = PlainText.of(text.length() > LONGEST ? text.substring(0, LONGEST) : text);
        return plain.replace('"', '?');
    }
}

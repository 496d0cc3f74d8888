package io.serai.doors.http;

import org.apache.tomcat.util.http.MimeHeaders;
import org.apache.tomcat.util.http.Rfc6265CookieProcessor;
import org.apache.tomcat.util.http.ServerCookies;

/** Reads no cookies: nothing here has any, and Tomcat would log the broken ones of strangers. */
final class NoCookies extends Rfc6265CookieProcessor {

    @Override
    public void parseCookieHeader(MimeHeaders headers, ServerCookies cookies) {
        // none of ours
    }
}

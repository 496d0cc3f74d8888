package io.serai.doors.queue.embedded;

import io.serai.doors.PresentedKey;
import io.serai.doors.queue.BrokerLogins;
import io.serai.doors.queue.BrokerLogins.Login;
import io.serai.doors.queue.embedded.ingress.QueueRights;
import io.serai.doors.queue.embedded.port.ClientConnection;
import io.serai.doors.queue.embedded.port.RefusedLogins;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.api.core.ActiveMQSecurityException;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnection;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * Lets clients in by a virtual key, and the gateway itself by a password of this process.
 *
 * <p>The broker asks at every act, without a cache of its own, so that a key that is disabled is refused from then on.
 */
final class BrokerSecurity implements ActiveMQSecurityManager5 {

    private final BrokerLogins logins;
    private final RefusedLogins refused;
    private final String password = secret();
    private final Subject gateway = subject(QueueRights.GATEWAY);
    private volatile @Nullable QueueRights rights;

    BrokerSecurity(BrokerLogins logins, RefusedLogins refused) {
        this.logins = logins;
        this.refused = refused;
    }

    /** Without it every act of a client is refused. */
    void rightsOn(ActiveMQServer server, Set<String> requests) {
        rights = new QueueRights(server, requests);
    }

    /** What the gateway logs in with, over the connector of this process only. */
    String password() {
        return password;
    }

    static String secret() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    @Override
    public @Nullable Subject authenticate(
            @Nullable String user,
            @Nullable String given,
            @Nullable RemotingConnection connection,
            @Nullable String domain) {
        if (connection == null) {
            return null;
        }
        if (connection.getTransportConnection() instanceof InVMConnection) {
            return given != null && MessageDigest.isEqual(bytes(given), bytes(password)) ? gateway : null;
        }
        ClientConnection client = ClientConnection.of(connection);
        if (client == null) {
            return null;
        }
        String bearer = PresentedKey.bearer(given);
        Login login = logins.login(bearer == null ? given : bearer);
        String keyId = login.keyId();
        if (keyId == null) {
            refused.log(client.remoteHost(), login.refusal());
            client.refused();
            throw refusal(
                    "Log in with a virtual key as the password, the user name is yours to choose. " + login.refusal());
        }
        if (!client.loggedIn(keyId, connection)) {
            client.refused();
            throw refusal("There are too many connections with this key: close some, or share one.");
        }
        return subject(keyId);
    }

    /**
     * The broker would log each refusal with the user name as sent, which may be the key in the wrong place; an exception of
     * its own, which its method does not declare, is only told to the client.
     */
    private static RuntimeException refusal(String why) {
        throw BrokerSecurity.<RuntimeException>undeclared(new ActiveMQSecurityException(why));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> E undeclared(Exception e) throws E {
        throw (E) e;
    }

    @Override
    public boolean authorize(Subject subject, Set<Role> roles, CheckType act, String address) {
        if (subject == gateway) {
            return true;
        }
        QueueRights known = rights;
        String keyId = getUserFromSubject(subject);
        return known != null && keyId != null && known.allows(keyId, act, address);
    }

    @Override
    public boolean validateUser(String user, String password) {
        return false;
    }

    @Override
    public boolean validateUserAndRole(String user, String password, Set<Role> roles, CheckType act) {
        return false;
    }

    private static Subject subject(String name) {
        Subject subject = new Subject();
        subject.getPrincipals().add(new UserPrincipal(name));
        subject.setReadOnly();
        return subject;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

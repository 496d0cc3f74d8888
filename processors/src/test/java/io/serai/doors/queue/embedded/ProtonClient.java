package io.serai.doors.queue.embedded;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transaction.Coordinator;
import org.apache.qpid.proton.amqp.transaction.Declare;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.engine.Session;
import org.apache.qpid.proton.engine.Transport;
import org.apache.qpid.proton.message.Message;

/** An AMQP client that says of its links what it likes. */
final class ProtonClient implements AutoCloseable {

    private final Transport transport = Proton.transport();
    private final Connection connection = Proton.connection();
    private final Session session;
    private final Socket socket;
    private boolean open = true;
    private int deliveries;

    ProtonClient(int port, String key) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        transport.setEmitFlowEventOnSend(false);
        transport.sasl().client();
        transport.sasl().plain("any", key);
        transport.bind(connection);
        connection.setContainer("a client");
        connection.open();
        session = connection.session();
        session.open();
        talk(() -> session.getRemoteState() == EndpointState.ACTIVE);
    }

    /** Opens a link, which is described so. */
    void attach(String name, Map<Symbol, Object> properties) throws IOException {
        Sender sender = session.sender(name);
        Target target = new Target();
        target.setAddress("llm.requests");
        sender.setTarget(target);
        sender.setSource(new Source());
        sender.setProperties(properties);
        sender.open();
        talk(() -> sender.getRemoteState() == EndpointState.ACTIVE);
    }

    /** Begins so many transactions and ends none. */
    void declare(int transactions) throws IOException {
        Sender sender = session.sender("coordinator" + deliveries);
        sender.setTarget(new Coordinator());
        sender.setSource(new Source());
        sender.open();
        talk(() -> sender.getCredit() > 0);
        Message message = Message.Factory.create();
        message.setBody(new AmqpValue(new Declare()));
        byte[] bytes = new byte[64];
        int length = message.encode(bytes, 0, bytes.length);
        for (int i = 0; i < transactions && open; i++) {
            talk(() -> sender.getCredit() > 0);
            sender.delivery(ByteBuffer.allocate(4).putInt(deliveries++).array());
            sender.send(bytes, 0, length);
            sender.advance();
            talk(() -> true);
        }
    }

    /** As far as was heard. */
    boolean wasEnded() {
        return !open;
    }

    /** Also after what is still under way was heard. */
    boolean isOpen() throws IOException {
        talk(() -> false);
        return open;
    }

    private interface Until {
        boolean isTrue();
    }

    /** Sends what there is, and hears the other side until that is so, or nothing more comes for a moment. */
    private void talk(Until until) throws IOException {
        byte[] bytes = new byte[8 * 1024];
        socket.setSoTimeout(200);
        try {
            write();
            while (open && !until.isTrue()) {
                int read = socket.getInputStream().read(bytes);
                open = read >= 0;
                for (int at = 0; at < read; ) {
                    ByteBuffer tail = transport.tail();
                    int part = Math.min(tail.remaining(), read - at);
                    tail.put(bytes, at, part);
                    transport.process();
                    at += part;
                }
                write();
            }
        } catch (SocketTimeoutException e) {
            // Nothing more comes.
        } catch (java.net.SocketException e) {
            open = false;
        }
    }

    private void write() throws IOException {
        while (transport.pending() > 0) {
            ByteBuffer head = transport.head();
            byte[] bytes = new byte[head.remaining()];
            head.get(bytes);
            socket.getOutputStream().write(bytes);
            transport.pop(bytes.length);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

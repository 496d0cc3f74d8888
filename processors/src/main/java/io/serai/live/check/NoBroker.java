package io.serai.live.check;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;

/** Lets a trial build what stands on a broker, and connect to none. */
public final class NoBroker implements ConnectionFactory {

    private static final String WHY = "a trial connects to no broker";

    @Override
    public Connection createConnection() throws JMSException {
        throw new JMSException(WHY);
    }

    @Override
    public Connection createConnection(String user, String password) throws JMSException {
        throw new JMSException(WHY);
    }

    @Override
    public JMSContext createContext() {
        throw new JMSRuntimeException(WHY);
    }

    @Override
    public JMSContext createContext(String user, String password) {
        throw new JMSRuntimeException(WHY);
    }

    @Override
    public JMSContext createContext(String user, String password, int sessionMode) {
        throw new JMSRuntimeException(WHY);
    }

    @Override
    public JMSContext createContext(int sessionMode) {
        throw new JMSRuntimeException(WHY);
    }
}

package io.operations.web;

import org.apache.catalina.connector.Connector;

/** The connector of the Unix socket; its type says that a request came over it. */
final class UnixSocketConnector extends Connector {

    UnixSocketConnector() {
        super(new UnixSocketHost.Protocol());
    }
}

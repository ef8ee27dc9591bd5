package io.operations.hook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Looks names up; in tests, as an attacker's server would answer. */
@FunctionalInterface
interface HostNames {

    List<InetAddress> lookUp(String name) throws UnknownHostException;

    static HostNames system() {
        return name -> List.of(InetAddress.getAllByName(name));
    }
}

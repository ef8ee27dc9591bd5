package io.operations;

import io.operations.operation.OwnEndpoints;
import java.net.InetAddress;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.postgresql.Driver;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** The hosts and ports of the database: no operation may call them. */
final class DatabaseEndpoints implements OwnEndpoints {

    private final List<String> hosts;
    private final List<String> ports;

    DatabaseEndpoints(JdbcConnectionDetails database) {
        var url = Driver.parseURL(database.getJdbcUrl(), null);
        var parts = url == null ? new Properties() : url;
        hosts = List.of(parts.getProperty("PGHOST", "").split(","));
        ports = List.of(parts.getProperty("PGPORT", "").split(","));
    }

    @Override
    public boolean contain(InetAddress address, int port) {
        return IntStream.range(0, Math.min(hosts.size(), ports.size()))
                .filter(it -> ports.get(it).equals(String.valueOf(port)))
                .mapToObj(hosts::get)
                .anyMatch(it -> OwnEndpoints.isOfHost(address, it));
    }
}

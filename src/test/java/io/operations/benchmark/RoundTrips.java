package io.operations.benchmark;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Counts what the service's pool sends to PostgreSQL and waits for the answer of: statements, commits and rollbacks. */
@TestConfiguration(proxyBeanMethods = false)
class RoundTrips implements BeanPostProcessor {

    private static final Set<String> ROUND_TRIPS = Set.of(
            "execute", "executeQuery", "executeUpdate", "executeLargeUpdate", "executeBatch", "commit", "rollback");

    private final AtomicLong number = new AtomicLong();

    /** So far. */
    long number() {
        return number.get();
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource database ? counted(database) : bean;
    }

    private DataSource counted(DataSource database) {
        return new DelegatingDataSource(database) {
            @Override
            public Connection getConnection() throws SQLException {
                return counted(Connection.class, database.getConnection(), RoundTrips.this::countedStatement);
            }
        };
    }

    private Object countedStatement(Object result) {
        return result instanceof Statement statement ? counted(PreparedStatement.class, statement, it -> it) : result;
    }

    /** The same as this one, counted; what it returns may be counted too. */
    private <T> T counted(Class<T> type, Object real, UnaryOperator<Object> result) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                    if (ROUND_TRIPS.contains(method.getName())) number.incrementAndGet();
                    try {
                        return result.apply(method.invoke(real, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}

package io.operations.release;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What is executed on the connections of a data source, while it is asked to take note. */
final class Recording {

    private final List<Step> steps = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean on;

    void start() {
        steps.clear();
        on = true;
    }

    List<Step> stop() {
        on = false;
        return List.copyOf(steps);
    }

    private void add(Step step) {
        if (on) {
            steps.add(step);
        }
    }

    /** The same data source, heard. Whoever asks for what is behind it gets nothing: that would not be heard. */
    DataSource of(DataSource source) {
        return proxy(DataSource.class, source, (method, arguments, answer) -> switch (method.getName()) {
            case "getConnection" -> answer.get() instanceof Connection connection ? of(connection) : null;
            case "isWrapperFor" -> false;
            default -> answer.get();
        });
    }

    private Connection of(Connection connection) {
        return proxy(Connection.class, connection, (method, arguments, answer) -> {
            switch (method.getName()) {
                case "setAutoCommit" -> {
                    if (!(boolean) arguments[0]) add(Step.of("BEGIN"));
                }
                case "commit" -> add(Step.of("COMMIT"));
                case "rollback" -> add(Step.of("ROLLBACK"));
                default -> {}
            }
            var result = answer.get();
            return switch (result) {
                case PreparedStatement statement -> of(statement, (String) arguments[0]);
                case Statement statement -> of(statement);
                case null, default -> result;
            };
        });
    }

    private Statement of(Statement statement) {
        return proxy(Statement.class, statement, (method, arguments, answer) -> {
            if (method.getName().startsWith("execute")) {
                add(Step.of(Sql.numbered((String) arguments[0])));
            }
            return answer.get();
        });
    }

    private PreparedStatement of(PreparedStatement statement, String sql) {
        var values = new TreeMap<Integer, @Nullable Object>();
        return proxy(PreparedStatement.class, statement, (method, arguments, answer) -> {
            if (method.getName().startsWith("set") && arguments.length > 1) {
                values.put((Integer) arguments[0], method.getName().equals("setNull") ? null : arguments[1]);
            } else if (method.getName().startsWith("execute")) {
                steps(sql, new ArrayList<>(values.values())).forEach(this::add);
            }
            return answer.get();
        });
    }

    /** Of several in one round trip the last has the values. Outside a transaction they are one all the same. */
    private static List<Step> steps(String sql, List<@Nullable Object> values) {
        var last = sql.lastIndexOf("; ");
        return values.isEmpty() || last < 0
                ? List.of(step(sql, values))
                : List.of(
                        Step.of("BEGIN"),
                        step(sql.substring(0, last), List.of()),
                        step(sql.substring(last + 2), values),
                        Step.of("COMMIT"));
    }

    private static Step step(String sql, List<@Nullable Object> values) {
        return new Step(
                Sql.numbered(sql),
                values.stream().map(Sql::type).toList(),
                values.stream().map(Sql::literal).toList(),
                null);
    }

    private interface Heard {
        @Nullable
        Object hear(Method method, Object[] arguments, Answer answer) throws Throwable;
    }

    private interface Answer {
        @Nullable
        Object get() throws Throwable;
    }

    private static <T> T proxy(Class<T> type, T target, Heard heard) {
        InvocationHandler handler = (_, method, arguments) -> heard.hear(
                method, arguments == null ? new Object[0] : arguments, () -> invoke(target, method, arguments));
        return type.cast(Proxy.newProxyInstance(Recording.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}

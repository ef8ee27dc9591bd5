package io.operations.release;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One statement as it was sent to PostgreSQL: what a member prepared, and what it executed it with. Or a statement that
 * cannot be prepared, and no parameters.
 *
 * @param types of the parameters, as the driver declares them; null where it leaves that to PostgreSQL
 * @param values literals
 * @param rows  how many it changed or returned; null if that does not matter
 */
record Step(
        String sql,
        List<String> types,
        List<String> values,
        @Nullable Integer rows) {

    private static final Set<String> PREPARABLE = Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "WITH");
    private static final Pattern COUNT = Pattern.compile("-- (\\d+) rows?");
    private static final Pattern PARTITION = Pattern.compile("final_operation_\\w*\\d\\w*");
    private static final String PREPARE = "PREPARE step";
    private static final String EXECUTE = "EXECUTE step";
    private static final String AS = " AS\n";

    /** A statement that cannot be prepared. */
    static Step of(String sql) {
        return new Step(sql, List.of(), List.of(), null);
    }

    boolean isPreparable() {
        return PREPARABLE.contains(sql.replaceFirst("^\\(", "").split("\\s", 2)[0]);
    }

    /** Its name is in the statement: partitions come and go, and a schema by itself has none. */
    boolean isOfOnePartition() {
        return PARTITION.matcher(sql).find();
    }

    boolean isTransactional() {
        return Set.of("BEGIN", "COMMIT", "ROLLBACK").contains(sql);
    }

    Step with(int count) {
        return new Step(sql, types, values, count);
    }

    /** What is to be executed, one after the other. */
    List<String> commands() {
        return isPreparable() ? List.of(prepare(), execute()) : List.of(sql);
    }

    private String prepare() {
        return PREPARE + (types.isEmpty() ? "" : " (" + String.join(", ", types) + ")") + AS + sql;
    }

    private String execute() {
        return EXECUTE + (values.isEmpty() ? "" : " (" + String.join(", ", values) + ")");
    }

    /** What it asks of the schema, whatever it was given, and whenever: names and bounds of partitions are left out. */
    String shape() {
        return PARTITION.matcher(Sql.shape(sql)).replaceAll("final_operation_…").replaceAll("'\\d{4}-[^']*'", "'…'")
                + types.stream().collect(Collectors.joining(", ", " (", ")"));
    }

    /** As psql reads it. */
    @Override
    public String toString() {
        var lines = new ArrayList<String>();
        if (rows != null) {
            lines.add("-- " + rows + (rows == 1 ? " row" : " rows"));
        }
        commands().forEach(it -> lines.add(it + ";"));
        if (isPreparable()) {
            lines.add("DEALLOCATE step;");
        }
        return String.join("\n", lines);
    }

    /** The reverse of {@link #toString}. */
    static Step parse(String text) {
        var count = COUNT.matcher(text);
        var rows = count.lookingAt() ? Integer.valueOf(count.group(1)) : null;
        var body = rows == null ? text : text.substring(text.indexOf('\n') + 1);
        if (!body.startsWith(PREPARE)) {
            return new Step(body.substring(0, body.length() - 1), List.of(), List.of(), rows);
        }
        var end = body.lastIndexOf(";\n" + EXECUTE);
        var head = body.substring(PREPARE.length(), body.indexOf(AS));
        var sql = body.substring(body.indexOf(AS) + AS.length(), end);
        var call = body.substring(end + 2 + EXECUTE.length(), body.lastIndexOf(";\nDEALLOCATE"));
        return new Step(sql, list(head), Sql.literals(call), rows);
    }

    private static List<String> list(String inParentheses) {
        return inParentheses.isEmpty()
                ? List.of()
                : List.of(inParentheses.substring(2, inParentheses.length() - 1).split(", "));
    }
}

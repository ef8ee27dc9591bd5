package io.operations.release;

import java.sql.Array;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Statements and values as text. */
final class Sql {

    private static final Pattern LITERAL = Pattern.compile("'(?:[^']|'')*'|[^,()\\s]+");

    private Sql() {}

    /** Without needless blanks, and with a question mark for each parameter, however it is written. */
    static String shape(String sql) {
        return sql.replaceAll("(?<!:):[a-zA-Z]\\w*|\\$\\d+", "?")
                .replaceAll("\\s+", " ")
                .strip();
    }

    /** As PREPARE has it: parameters by number. The driver has question marks, and uses them for nothing else. */
    static String numbered(String sql) {
        var parts = sql.lines()
                .map(String::stripTrailing)
                .filter(it -> !it.isEmpty())
                .collect(Collectors.joining("\n"))
                .split("\\?", -1);
        var numbered = new StringBuilder(parts[0]);
        for (var i = 1; i < parts.length; i++) {
            numbered.append('$').append(i).append(parts[i]);
        }
        return numbered.toString();
    }

    /** What the driver declares a value to be. */
    static String type(@Nullable Object value) {
        return switch (value) {
            case null -> "unknown";
            case String _ -> "varchar";
            case Integer _ -> "integer";
            case Long _ -> "bigint";
            case Double _ -> "double precision";
            case Boolean _ -> "boolean";
            case UUID _ -> "uuid";
            case OffsetDateTime _ -> "timestamptz";
            case Array _ -> "text[]";
            case byte[] _ -> "bytea";
            default -> throw new IllegalArgumentException("No statement has had a " + value.getClass() + " yet");
        };
    }

    static String literal(@Nullable Object value) {
        return switch (value) {
            case null -> "NULL";
            case Integer number -> number.toString();
            case Long number -> number.toString();
            case Double number -> number.toString();
            case Boolean truth -> truth.toString();
            case byte[] bytes -> "'\\x" + HexFormat.of().formatHex(bytes) + "'";
            default -> "'" + value.toString().replace("'", "''") + "'";
        };
    }

    /** Those in a list in parentheses. */
    static List<String> literals(String list) {
        var literals = new ArrayList<String>();
        var next = LITERAL.matcher(list);
        while (next.find()) {
            literals.add(next.group());
        }
        return literals;
    }
}

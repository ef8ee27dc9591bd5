package io.operations.operation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.support.SqlArrayValue;

/** Values as statements take them: one array a column, its elements as text. */
final class Columns {

    private Columns() {}

    @SuppressWarnings("NullAway") // An element of an SQL array may be null.
    static <W> SqlArrayValue of(List<W> rows, Function<W, ? extends @Nullable Object> column) {
        // Not Object[]: of strings the driver makes no literal, which the server would have to take apart.
        var texts = new @Nullable String[rows.size()];
        for (var i = 0; i < texts.length; i++) {
            var value = column.apply(rows.get(i));
            texts[i] = value == null ? null : value.toString();
        }
        return new SqlArrayValue("text", texts);
    }

    static SqlArrayValue of(Collection<?> values) {
        return of(List.copyOf(values), it -> it);
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    static OffsetDateTime at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}

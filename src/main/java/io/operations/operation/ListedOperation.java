package io.operations.operation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** All of an operation that a list of URLs shows. */
public record ListedOperation(UUID id, OperationStatus status) {

    static ListedOperation of(ResultSet row, int number) throws SQLException {
        return new ListedOperation(row.getObject("id", UUID.class), OperationStatus.ofCode(row.getInt("status_code")));
    }

    /** The path of the operation, as the {@code Location} header has it. */
    public String url() {
        return "/1.0/operations/" + id;
    }
}

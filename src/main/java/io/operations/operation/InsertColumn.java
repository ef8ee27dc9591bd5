package io.operations.operation;

import io.operations.requestor.Requestor;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The columns of {@link OperationSql#INSERT}, each by the name of its parameter. */
enum InsertColumn {
    IDS("ids", it -> it.header().id()),
    PROJECTS("projects", it -> it.header().project()),
    TYPES("types", it -> it.header().type()),
    CLASSES("classes", it -> it.header().operationClass().code()),
    ENTITY_URLS("entityUrls", it -> it.header().entityUrl()),
    RESOURCES("resources", it -> Json.write(it.header().resources())),
    INPUTS("inputs", it -> it.header().inputs().json()),
    USERNAMES("usernames", it -> requestor(it, Requestor::username)),
    PROTOCOLS("protocols", it -> requestor(it, Requestor::protocol)),
    ADDRESSES("addresses", it -> requestor(it, Requestor::address)),
    REFERENCES("references", it -> it.header().conflictReference()),
    CREATED("created", it -> it.header().createdAt()),
    STATUSES("statuses", it -> it.state().status().code()),
    METADATA("metadata", it -> it.state().metadata().toJson()),
    LOCATIONS("locations", it -> it.state().location()),
    ATTEMPTS("attempts", it -> it.state().attempt()),
    PARENTS("parents", it -> it.header().family().parent()),
    STAGES("stages", it -> it.header().family().stage()),
    CHILD_COUNTS("childCounts", it -> it.header().family().childCount()),
    PRIORITIES("priorities", it -> it.header().priority()),
    TIMEOUTS("timeouts", InsertColumn::timeout),
    DEADLINES("deadlines", it -> it.state().pacing().deadline()),
    TRACES("traces", it -> it.header().trace());

    private final String parameter;
    private final Function<OperationRow, @Nullable Object> value;

    InsertColumn(String parameter, Function<OperationRow, @Nullable Object> value) {
        this.parameter = parameter;
        this.value = value;
    }

    /**
     * An operation to be inserted. What goes to PostgreSQL is made by whoever schedules it: all others wait for the thread that
     * commits.
     *
     * @param texts one for each column
     */
    record Line(OperationRow row, @Nullable UUID owner, List<@Nullable String> texts) {

        static Line of(OperationRow row, @Nullable UUID owner) {
            var texts = new ArrayList<@Nullable String>();
            for (var column : InsertColumn.values()) {
                var value = column.value.apply(row);
                texts.add(value == null ? null : value.toString());
            }
            return new Line(row, owner, texts);
        }

        UUID id() {
            return row.header().id();
        }

        @Nullable
        String text(InsertColumn column) {
            return texts.get(column.ordinal());
        }
    }

    String parameter() {
        return parameter;
    }

    private static @Nullable Long timeout(OperationRow row) {
        var timeout = row.header().timeout();
        return timeout == null ? null : timeout.toMillis();
    }

    private static @Nullable String requestor(OperationRow row, Function<Requestor, String> part) {
        var requestor = row.header().requestor();
        return requestor == null ? null : part.apply(requestor);
    }
}

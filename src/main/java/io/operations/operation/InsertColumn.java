package io.operations.operation;

import io.operations.requestor.Requestor;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The columns of {@link InsertSql#INSERT}, each by the name of its parameter. */
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

    /** Those of {@link InsertSql#PLAIN}. */
    static final Set<InsertColumn> PLAIN = EnumSet.complementOf(EnumSet.of(REFERENCES, PARENTS, STAGES, CHILD_COUNTS));

    private final String parameter;
    private final Function<OperationRow, @Nullable Object> value;

    InsertColumn(String parameter, Function<OperationRow, @Nullable Object> value) {
        this.parameter = parameter;
        this.value = value;
    }

    String parameter() {
        return parameter;
    }

    @Nullable
    String text(OperationRow row) {
        var it = value.apply(row);
        return it == null ? null : it.toString();
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

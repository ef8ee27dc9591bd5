package io.operations.operation;

import java.util.UUID;
import org.springframework.stereotype.Component;

/** Operations as they are now, wherever they run. */
@Component
class OperationLookup {

    private final OperationRepository repository;
    private final LocalOperations local;
    private final Readers readers;

    OperationLookup(OperationRepository repository, LocalOperations local, Readers readers) {
        this.repository = repository;
        this.local = local;
        this.readers = readers;
    }

    /**
     * The row of the live operation where there is one, else PostgreSQL's, which knows how long it is kept.
     *
     * @throws OperationException.NotFound if there is none, or none any more
     */
    OperationRow find(UUID id) {
        var live = local.find(id);
        var row = live == null ? null : live.row();
        return row != null && !row.isFinal()
                ? row
                : readers.read(() -> repository.find(id))
                        .orElseThrow(() -> new OperationException.NotFound("Operation not found"));
    }
}

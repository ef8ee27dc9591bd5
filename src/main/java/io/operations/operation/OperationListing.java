package io.operations.operation;

import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Lists operations, a page at a time, without progress. Each is handed to a reader as it comes; the reader says whether it wants
 * more, and is offered one more than the limit of the page, so that it knows whether there are more.
 */
@Service
public class OperationListing {

    private final ListRepository repository;
    private final OperationLifecycle lifecycle;
    private final OperationProjects projects;
    private final Families families;

    OperationListing(
            ListRepository repository, OperationLifecycle lifecycle, OperationProjects projects, Families families) {
        this.repository = repository;
        this.lifecycle = lifecycle;
        this.projects = projects;
        this.families = families;
    }

    /**
     * Active operations and those that became final in the last seconds, by id.
     *
     * @throws OperationException.NotFound if there is no such project
     */
    public void list(ListQuery query, Predicate<OperationView> reader) {
        projects.require(query.project());
        repository.list(query, row -> reader.test(lifecycle.viewWithoutProgress(row)));
    }

    /** The same where nothing but ids and statuses is wanted: nothing else is read. */
    public void listUrls(ListQuery query, Predicate<ListedOperation> reader) {
        projects.require(query.project());
        repository.listUrls(query, reader);
    }

    /**
     * What is and was, newest first.
     *
     * @throws OperationException.NotFound if there is no such project
     */
    public void history(OperationFilter filter, Predicate<OperationView> reader) {
        projects.require(filter.project());
        repository.history(filter, row -> reader.test(lifecycle.viewWithoutProgress(row)));
    }

    /** The same where nothing but ids and statuses is wanted. */
    public void historyUrls(OperationFilter filter, Predicate<ListedOperation> reader) {
        projects.require(filter.project());
        repository.historyUrls(filter, reader);
    }

    /**
     * The children of an operation, in the order in which they were given. Not limited: the reader says when it has enough.
     *
     * @param after the last one of the page before; null for the first page
     */
    public void children(OperationView parent, @Nullable UUID after, Predicate<OperationView> reader) {
        families.children(parent, after, reader);
    }
}

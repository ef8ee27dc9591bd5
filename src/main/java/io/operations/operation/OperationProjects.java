package io.operations.operation;

import io.operations.requestor.Project;
import io.operations.requestor.Projects;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What operations have to do with their projects: they need one that exists, and a deleted one takes their history along. */
@Component
class OperationProjects {

    private final Projects projects;
    private final ProjectHistoryRepository history;
    private final IdempotencyKeyRepository keys;
    private final UsageRepository usage;
    private final TransactionTemplate transaction;

    OperationProjects(
            Projects projects,
            ProjectHistoryRepository history,
            IdempotencyKeyRepository keys,
            UsageRepository usage,
            PlatformTransactionManager transactions) {
        this.projects = projects;
        this.history = history;
        this.keys = keys;
        this.usage = usage;
        this.transaction = new TransactionTemplate(transactions);
    }

    static OperationException notFound() {
        return new OperationException.NotFound("Project not found");
    }

    /** Refuses a project that does not exist. Null, for all, and the server's own, which is empty, pass. */
    void require(@Nullable String project) {
        if (project == null || project.isEmpty()) {
            return;
        }
        if (!Project.isName(project)) {
            throw new OperationException.Invalid("project " + Project.NAME_RULE);
        }
        if (!projects.exists(project)) {
            throw notFound();
        }
    }

    /** Whatever breaks off after the first step leaves a project that nobody sees, and that is deleted when asked again. */
    void delete(String name) {
        if (name.equals(Project.DEFAULT)) {
            throw new OperationException.Forbidden("The default project cannot be deleted");
        }
        var marked = mark(name);
        history.delete(name);
        keys.deleteOfProject(name);
        usage.forget(name);
        if (!projects.delete(marked)) {
            throw notFound();
        }
    }

    /** Nobody is made to wait for a deletion that is refused anyway. */
    private Project mark(String name) {
        if (!Project.isName(name) || !projects.isTaken(name)) {
            throw notFound();
        }
        requireEmpty(name);
        try {
            return transaction.execute(_ -> markAlone(name));
        } catch (DataAccessException e) {
            if (DatabaseFault.isLocked(e)) {
                throw new OperationException.Unavailable(
                        "Project cannot be deleted just now, operations are being written");
            }
            throw e;
        }
    }

    private Project markAlone(String name) {
        history.holdWriters();
        requireEmpty(name);
        return projects.markDeleted(name).orElseThrow(OperationProjects::notFound);
    }

    private void requireEmpty(String name) {
        if (history.isActive(name)) {
            throw new OperationException.Invalid("Only empty projects can be removed");
        }
    }
}

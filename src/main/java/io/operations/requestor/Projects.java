package io.operations.requestor;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Which projects there are. */
@Component
public final class Projects {

    /** How long one that was there is taken to be there still. Whoever must know asks PostgreSQL, as scheduling does. */
    private static final Duration REMEMBERED = Duration.ofSeconds(1);

    private static final int MAX_REMEMBERED = 10_000;

    private final ProjectRepository repository;
    private final Clock clock;

    /** Only those that exist: who creates a project finds it at once, on every member. */
    private final Cache<String, @Nullable Project> remembered = Caffeine.newBuilder()
            .expireAfterWrite(REMEMBERED)
            .maximumSize(MAX_REMEMBERED)
            .build();

    /** What came of a creation. */
    public enum Creation {
        CREATED,
        /** There is one of that name. */
        EXISTS,
        /** There is one of that name, and it is being deleted. */
        BEING_DELETED
    }

    Projects(ProjectRepository repository, Clock clock) {
        this.repository = repository;
        this.clock = clock;
    }

    /**
     * Those with greater names, in the order of their names, so many at most.
     *
     * @param which of which ones; null for all
     */
    public List<Project> list(@Nullable Set<String> which, String after, int most) {
        return repository.list(which, after, most);
    }

    /** The names of the same. */
    public List<String> names(@Nullable Set<String> which, String after, int most) {
        return repository.names(which, after, most);
    }

    /** The project of that name, unless it is being deleted. */
    public Optional<Project> find(String name) {
        return repository.find(name);
    }

    /** Whether there is, or was within the last second, a project of that name. */
    public boolean exists(String name) {
        return name.equals(Project.DEFAULT)
                || remembered.get(name, it -> repository.find(it).orElse(null)) != null;
    }

    /** When the project of that name was made, as far as was known within the last second. */
    public Optional<Instant> createdAt(String name) {
        return Optional.ofNullable(
                        remembered.get(name, it -> repository.find(it).orElse(null)))
                .map(Project::createdAt);
    }

    /** Makes a project; name and description are to be valid. */
    public Creation create(String name, String description) {
        if (repository.insert(new Project(name, description, clock.instant()))) {
            return Creation.CREATED;
        }
        return repository.find(name).isPresent() ? Creation.EXISTS : Creation.BEING_DELETED;
    }

    /** Whether the name is taken, be it by a project that is being deleted. */
    public boolean isTaken(String name) {
        return repository.isTaken(name);
    }

    /**
     * Marks a project as being deleted, in the transaction of the caller, who sees to it that nothing goes on in it. Once is as
     * good as often.
     *
     * @return the project that was marked; empty if there is none
     */
    public Optional<Project> markDeleted(String name) {
        return repository.mark(name);
    }

    /** Deletes a project that was marked. False: another deletion has done it. */
    public boolean delete(Project marked) {
        repository.forget(marked);
        var deleted = repository.delete(marked);
        remembered.invalidate(marked.name());
        return deleted;
    }
}

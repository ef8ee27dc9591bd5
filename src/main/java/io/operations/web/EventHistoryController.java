package io.operations.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.operations.operation.OperationException;
import io.operations.requestor.AccessPolicy;
import io.operations.requestor.Caller;
import io.operations.requestor.LifecycleEntry;
import io.operations.requestor.LifecycleEvents;
import io.operations.requestor.LifecycleQuery;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /1.0/events?history=true}: lifecycle events that are stored, newest first, a page at a time. */
@RestController
final class EventHistoryController {

    private final LifecycleEvents events;
    private final KnownProjects projects;

    EventHistoryController(LifecycleEvents events, KnownProjects projects) {
        this.events = events;
        this.projects = projects;
    }

    @GetMapping(path = "/1.0/events", params = "history=true")
    ResponseEntity<Envelope> history(
            @RequestParam(defaultValue = "") String project,
            @RequestParam(name = "all-projects", defaultValue = "") String allProjects,
            @RequestParam(defaultValue = "") String limit,
            @RequestParam(defaultValue = "") String after,
            Caller viewer) {
        var query = query(ProjectSelection.of(project, allProjects), limit, after, viewer);
        var found = events.page(query);
        var page = found.stream().limit(query.limit()).toList();
        var answer = ResponseEntity.ok();
        if (found.size() > page.size())
            answer.header(HttpHeaders.LINK, JsonAnswers.nextPage(page.getLast().id()));
        return answer.body(Envelope.sync(page.stream().map(EventView::of).toList()));
    }

    private LifecycleQuery query(@Nullable String project, String limit, String after, Caller viewer) {
        var visible = AccessPolicy.eventVisibility(viewer, project);
        projects.require(project);
        return new LifecycleQuery(
                project,
                visible,
                (int) number("limit", limit, LifecycleQuery.DEFAULT_LIMIT, LifecycleQuery.MAX_LIMIT),
                number("after", after, Long.MAX_VALUE, Long.MAX_VALUE));
    }

    private static long number(String name, String text, long absent, long most) {
        if (text.isEmpty()) return absent;
        try {
            var number = Long.parseLong(text);
            if (number >= 1 && number <= most) return number;
        } catch (NumberFormatException e) {
            throw new OperationException.Invalid(name + " must be a whole number");
        }
        throw new OperationException.Invalid(name + " must be between 1 and " + most);
    }

    /** A stored event, as clients see it: as in the stream, with its id. */
    @JsonInclude(Include.NON_EMPTY)
    record EventView(
            long id,
            String type,
            @Nullable Instant timestamp,
            String location,
            String project,
            Lifecycles.Lifecycle metadata) {

        static EventView of(LifecycleEntry entry) {
            return new EventView(
                    entry.id(),
                    "lifecycle",
                    entry.happenedAt(),
                    entry.location(),
                    entry.project(),
                    Lifecycles.Lifecycle.of(entry));
        }
    }
}

package io.operations.web;

import io.operations.operation.OperationException;
import io.operations.operation.OperationService;
import io.operations.requestor.AccessPolicy;
import io.operations.requestor.Caller;
import io.operations.requestor.Permission;
import io.operations.requestor.Project;
import io.operations.requestor.Projects;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** {@code /1.0/projects}, as far as stock clients need it (contract §6.5). */
@RestController
@RequestMapping("/1.0/projects")
class ProjectsController {

    private static final String CREATED = "project-created";
    private static final String DELETED = "project-deleted";
    private static final String NAME = "name";
    private static final String DESCRIPTION = "description";
    private static final String CONFIG = "config";

    /** Those with the longest descriptions make 4 MiB. */
    private static final int PORTION = 1_000;

    private final Projects projects;
    private final OperationService operations;
    private final RequestBodies bodies;
    private final Lifecycles lifecycles;
    private final ListPages pages;

    ProjectsController(
            Projects projects,
            OperationService operations,
            RequestBodies bodies,
            Lifecycles lifecycles,
            ListPages pages) {
        this.projects = projects;
        this.operations = operations;
        this.bodies = bodies;
        this.lifecycles = lifecycles;
        this.pages = pages;
    }

    @GetMapping
    void list(
            @RequestParam(defaultValue = "") String recursion,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String after,
            Caller viewer,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var query = PageQuery.of(recursion, limit, after, Project::isName, "the name of a project");
        pages.answer(query, query.urlsOnly() ? urls(viewer) : objects(viewer), viewer, request, response);
    }

    private ListPages.Kind<?> urls(Caller viewer) {
        var seen = AccessPolicy.projects(viewer);
        return ListPages.Kind.ofKeys((last, most) -> projects.names(seen, last, most), ProjectsController::url);
    }

    private ListPages.Kind<?> objects(Caller viewer) {
        var seen = AccessPolicy.projects(viewer);
        return new ListPages.Kind<>(
                (last, most) -> projects.list(seen, last, most), Project::name, ProjectView::of, PORTION);
    }

    @GetMapping("/{name}")
    Envelope get(@PathVariable String name, Caller viewer) {
        AccessPolicy.requireProject(viewer, name);
        return Envelope.sync(projects.find(name)
                .map(ProjectView::of)
                .orElseThrow(() -> new OperationException.NotFound("Project not found")));
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Envelope> create(Caller caller, HttpServletRequest request) {
        AccessPolicy.requireOnServer(caller, Permission.CAN_EDIT);
        var project = checked(bodies.read(request));
        var name = project.requiredText(NAME);
        var description = project.text(DESCRIPTION);
        create(name, description == null ? "" : description, caller);
        return ResponseEntity.created(URI.create(url(name))).body(Envelope.empty());
    }

    /** Nothing can be configured: clients send an empty object. */
    private static Fields checked(Fields given) {
        new Fields(given.object(CONFIG), CONFIG + ".").only(Set.of());
        return given.only(Set.of(NAME, DESCRIPTION, CONFIG))
                .check(NAME, Project::isName, Project.NAME_RULE)
                .check(DESCRIPTION, Project::isDescription, Project.DESCRIPTION_RULE);
    }

    private void create(String name, String description, Caller caller) {
        var came = new AtomicReference<>(Projects.Creation.EXISTS);
        lifecycles.commit(CREATED, url(name), name, caller.requestor(), () -> {
            came.set(projects.create(name, description));
            return came.get() == Projects.Creation.CREATED;
        });
        switch (came.get()) {
            case CREATED -> {}
            case EXISTS -> throw new OperationException.Conflict("Project \"" + name + "\" already exists");
            case BEING_DELETED -> throw new OperationException.Conflict("Project \"" + name + "\" is being deleted");
        }
    }

    @DeleteMapping("/{name}")
    Envelope delete(@PathVariable String name, Caller caller) {
        AccessPolicy.requireOnServer(caller, Permission.CAN_EDIT);
        operations.deleteProject(name);
        lifecycles.publish(DELETED, url(name), name, caller.requestor());
        return Envelope.empty();
    }

    private static String url(String name) {
        return "/1.0/projects/" + name;
    }

    /** A project, as clients see it. What uses it is not told: operations come and go. */
    @JsonNaming(SnakeCaseStrategy.class)
    record ProjectView(String name, String description, Map<String, String> config, List<String> usedBy) {

        static ProjectView of(Project project) {
            return new ProjectView(project.name(), project.description(), Map.of(), List.of());
        }
    }
}

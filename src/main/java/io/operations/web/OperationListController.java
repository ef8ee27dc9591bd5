package io.operations.web;

import io.operations.operation.ListQuery;
import io.operations.operation.OperationFilter;
import io.operations.operation.OperationListing;
import io.operations.operation.OperationView;
import io.operations.requestor.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** {@code GET /1.0/operations}, a page at a time (contract §3.1). */
@RestController
@RequestMapping("/1.0/operations")
class OperationListController {

    private final OperationListing operations;
    private final AnswerMemory memory;
    private final JsonAnswers answers;
    private final JsonMapper json;

    OperationListController(OperationListing operations, AnswerMemory memory, JsonAnswers answers, JsonMapper json) {
        this.operations = operations;
        this.memory = memory;
        this.answers = answers;
        this.json = json;
    }

    @GetMapping
    void list(
            @RequestParam(defaultValue = "") String project,
            @RequestParam(name = "all-projects", defaultValue = "") String allProjects,
            @RequestParam(defaultValue = "") String recursion,
            @RequestParam(defaultValue = "") String history,
            @RequestParam Map<String, String> parameters,
            Caller viewer,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var selected = ProjectSelection.of(project, allProjects);
        var view = Recursion.of(recursion);
        if (history.equals("true")) {
            var filter = HistoryQuery.filter(selected, viewer, parameters);
            answer(viewer, filter.limit(), request, response, page -> read(filter, view, page));
        } else {
            var query = HistoryQuery.page(selected, viewer, parameters);
            answer(viewer, query.limit(), request, response, page -> read(query, view, page));
        }
    }

    private void read(ListQuery query, Recursion view, OperationList page) {
        switch (view) {
            case URLS -> operations.listUrls(query, page::addUrl);
            case OBJECTS -> operations.list(query, page::add);
            case FAMILIES -> operations.list(query, it -> page.add(it, this::children));
        }
    }

    private void read(OperationFilter filter, Recursion view, OperationList page) {
        switch (view) {
            case URLS -> operations.historyUrls(filter, page::addUrl);
            case OBJECTS -> operations.history(filter, page::add);
            case FAMILIES -> operations.history(filter, it -> page.add(it, this::children));
        }
    }

    private void children(OperationView parent, Predicate<OperationView> reader) {
        operations.children(parent, null, reader);
    }

    /** The memory of a whole page is taken first, and what the page does not need given back before it is sent. */
    private void answer(
            Caller viewer,
            int limit,
            HttpServletRequest request,
            HttpServletResponse response,
            Consumer<OperationList> read)
            throws IOException {
        try (var reservation = memory.takePage(viewer)) {
            var page = new OperationList(json, viewer.requestor(), limit, memory.page());
            read.accept(page);
            reservation.shrinkTo(page.size());
            answers.write(page::writeTo, page.next(), request, response);
        }
    }
}

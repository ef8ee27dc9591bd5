package io.operations.web;

import io.operations.operation.OperationView;
import io.operations.requestor.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Answers with one operation, within the memory that answers may take. */
@Component
class OperationAnswers {

    private final AnswerMemory memory;
    private final JsonAnswers answers;
    private final JsonMapper json;

    OperationAnswers(AnswerMemory memory, JsonAnswers answers, JsonMapper json) {
        this.memory = memory;
        this.answers = answers;
        this.json = json;
    }

    /** The operation without children. */
    void write(OperationView operation, Caller viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var bytes = json.writeValueAsBytes(operation.seenBy(viewer.requestor()));
        try (var _ = memory.take(viewer, bytes.length)) {
            answers.write(out -> out.write(bytes), null, request, response);
        }
    }

    /** The operation with those of its children that there is room for; a link names the page with the next ones. */
    void writeFamily(
            OperationView parent,
            Consumer<Predicate<OperationView>> children,
            Caller viewer,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        try (var reservation = memory.takePage(viewer)) {
            var family = new FamilyJson(json, parent, viewer.requestor(), memory.page());
            children.accept(family::add);
            reservation.shrinkTo(family.size());
            answers.write(family::writeTo, family.next(), request, response);
        }
    }
}

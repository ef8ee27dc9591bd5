package io.operations.web;

import io.operations.requestor.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Answers with a page of a list. It is read in portions, so that it takes the memory of what is on the page. */
@Component
class ListPages {

    private final AnswerMemory memory;
    private final JsonAnswers answers;
    private final JsonMapper json;

    ListPages(AnswerMemory memory, JsonAnswers answers, JsonMapper json) {
        this.memory = memory;
        this.answers = answers;
        this.json = json;
    }

    /** Where elements come from. */
    interface Source<T> {
        /** So many at most whose key is greater, in the order of their keys. */
        List<T> read(String after, int most);
    }

    /**
     * A list of one kind.
     *
     * @param key     by what it is in order
     * @param shown   what is on the page
     * @param portion how many are read at once
     */
    record Kind<T>(Source<T> source, Function<T, String> key, Function<T, Object> shown, int portion) {

        /** Small elements: keys, or URLs made of them. */
        static Kind<String> ofKeys(Source<String> source, Function<String, Object> shown) {
            return new Kind<>(source, it -> it, shown, 1_000);
        }

        void readTo(ListPage page, String first) {
            var after = first;
            List<T> some;
            do {
                some = source.read(after, portion);
                for (var it : some) {
                    if (!page.add(key.apply(it), shown.apply(it))) return;
                    after = key.apply(it);
                }
            } while (some.size() == portion);
        }
    }

    void answer(PageQuery query, Kind<?> kind, Caller viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try (var reservation = memory.open(viewer)) {
            var page = new ListPage(json, query.limit(), memory.page(), reservation);
            kind.readTo(page, query.after());
            answers.write(page::writeTo, page.next(), request, response);
        }
    }
}

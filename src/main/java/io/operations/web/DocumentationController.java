package io.operations.web;

import io.operations.operation.OperationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** {@code /openapi.json}, and a page to read it that asks nothing of any other host. The same for everybody. */
@RestController
class DocumentationController {

    static final String PAGE = "/docs";

    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=utf-8");
    private static final MediaType CSS = MediaType.parseMediaType("text/css;charset=utf-8");
    private static final MediaType SCRIPT = MediaType.parseMediaType("text/javascript;charset=utf-8");

    /** All that there is to be had. */
    private static final Map<String, MediaType> FILES = Map.of(
            "page.css", CSS,
            "page.js", SCRIPT,
            "swagger-ui-bundle.js", SCRIPT,
            "swagger-ui.css", CSS);

    /** Only what comes from here is run, shown and asked for. The images are in the style sheet. */
    private static final String OWN_CONTENT = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Duration KEPT = Duration.ofHours(1);

    private final ApiDocument document;

    /** By name. Anybody may ask for them, as often as they like. */
    private final Map<String, byte[]> contents = new ConcurrentHashMap<>();

    DocumentationController(ApiDocument document) {
        this.document = document;
    }

    @GetMapping("/openapi.json")
    ResponseEntity<byte[]> document() {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(document.json());
    }

    @GetMapping(PAGE)
    ResponseEntity<byte[]> page() {
        return ResponseEntity.ok()
                .contentType(HTML)
                .header("Content-Security-Policy", OWN_CONTENT)
                .body(content("page.html"));
    }

    @GetMapping(PAGE + "/{file}")
    ResponseEntity<byte[]> file(@PathVariable String file) {
        var type = FILES.get(file);
        if (type == null) throw new OperationException.NotFound("File not found");
        return ResponseEntity.ok()
                .contentType(type)
                .cacheControl(CacheControl.maxAge(KEPT))
                .body(content(file));
    }

    private byte[] content(String file) {
        return contents.computeIfAbsent(file, DocumentationController::read);
    }

    private static byte[] read(String file) {
        try {
            var own = new ClassPathResource("docs/" + file);
            return (own.exists() ? own : viewers(file)).getContentAsByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder has the name of the viewer's version. */
    private static Resource viewers(String file) throws IOException {
        return new PathMatchingResourcePatternResolver()
                .getResources("classpath*:META-INF/resources/webjars/swagger-ui/*/" + file)[0];
    }
}

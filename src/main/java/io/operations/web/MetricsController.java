package io.operations.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.operations.requestor.AccessPolicy;
import io.operations.requestor.Caller;
import io.operations.requestor.Permission;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /1.0/metrics}: the scrape of {@code /actuator/prometheus} where LXD has it (contract §3.8), in the form that is
 * asked for.
 */
@RestController
class MetricsController {

    private static final MediaType TEXT = MediaType.parseMediaType("text/plain;version=0.0.4;charset=utf-8");
    private static final MediaType OPEN_METRICS =
            MediaType.parseMediaType("application/openmetrics-text;version=1.0.0;charset=utf-8");

    private final PrometheusMeterRegistry registry;

    MetricsController(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    @GetMapping("/1.0/metrics")
    ResponseEntity<String> metrics(
            Caller caller, @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "") String accept) {
        AccessPolicy.requireOnServer(caller, Permission.CAN_VIEW_METRICS);
        var form = accept.contains(OPEN_METRICS.getSubtype()) ? OPEN_METRICS : TEXT;
        return ResponseEntity.ok().contentType(form).body(registry.scrape(form.toString()));
    }
}

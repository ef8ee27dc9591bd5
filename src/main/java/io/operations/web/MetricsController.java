package io.operations.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.operations.requestor.AccessPolicy;
import io.operations.requestor.Caller;
import io.operations.requestor.Permission;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /1.0/metrics}: the scrape of {@code /actuator/prometheus} where LXD has it (contract §3.8). */
@RestController
class MetricsController {

    private static final MediaType TEXT = MediaType.parseMediaType("text/plain;version=0.0.4;charset=utf-8");

    private final PrometheusMeterRegistry registry;

    MetricsController(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    @GetMapping("/1.0/metrics")
    ResponseEntity<String> metrics(Caller caller) {
        AccessPolicy.requireOnServer(caller, Permission.CAN_VIEW_METRICS);
        return ResponseEntity.ok().contentType(TEXT).body(registry.scrape());
    }
}

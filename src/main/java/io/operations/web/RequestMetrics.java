package io.operations.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.operations.operation.EntityType;
import io.operations.operation.OperationStatus;
import io.operations.operation.OperationView;
import jakarta.servlet.ServletRequest;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/**
 * LXD's API metrics (contract §3.8): {@value #COMPLETED} and {@value #ONGOING}. A request is ongoing until it is counted:
 * when its answer is rendered, or, where that was a 202, when its operation is final.
 */
@Component
class RequestMetrics {

    static final String COMPLETED = "api.requests.completed";
    static final String ONGOING = "api.requests.ongoing";
    private static final String REQUEST = ApiRequest.class.getName();

    private final Map<EntityType, AtomicInteger> ongoing = new EnumMap<>(EntityType.class);
    private final Map<EntityType, Map<Result, Counter>> completed = new EnumMap<>(EntityType.class);

    /** How a request ended. */
    enum Result {
        SUCCEEDED,
        ERROR_CLIENT,
        ERROR_SERVER
    }

    RequestMetrics(MeterRegistry registry) {
        for (var entityType : EntityType.values()) {
            ongoing.put(entityType, ongoing(registry, entityType));
            var counters = new EnumMap<Result, Counter>(Result.class);
            for (var result : Result.values()) {
                counters.put(result, completed(registry, entityType, result));
            }
            completed.put(entityType, counters);
        }
    }

    private static AtomicInteger ongoing(MeterRegistry registry, EntityType entityType) {
        var number = new AtomicInteger();
        Gauge.builder(ONGOING, number, AtomicInteger::get)
                .description("API requests currently being handled")
                .tag("entity_type", entityType.wireName())
                .register(registry);
        return number;
    }

    private static Counter completed(MeterRegistry registry, EntityType entityType, Result result) {
        return Counter.builder(COMPLETED)
                .description("Completed API requests")
                .tag("entity_type", entityType.wireName())
                .tag("result", result.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    /** A request begins. */
    ApiRequest begin(ServletRequest request, EntityType entityType) {
        var begun = new ApiRequest(entityType);
        request.setAttribute(REQUEST, begun);
        return begun;
    }

    private static ApiRequest of(ServletRequest request) {
        return (ApiRequest) request.getAttribute(REQUEST);
    }

    /** What the request turned out to be about. */
    void relabel(ServletRequest request, EntityType entityType) {
        of(request).relabel(entityType);
    }

    /** The request was accepted: it is counted when its operation is final. */
    void countWhenFinal(ServletRequest request, CompletableFuture<OperationView> end) {
        var accepted = of(request);
        accepted.defer();
        end.whenComplete((view, failure) -> accepted.complete(
                failure == null && view.statusCode() != OperationStatus.FAILURE.code()
                        ? Result.SUCCEEDED
                        : Result.ERROR_SERVER));
    }

    /** The request goes on after its answer, as a stream; whoever ends the stream runs what is returned. */
    Runnable countWhenClosed(ServletRequest request) {
        var stream = of(request);
        stream.defer();
        return () -> stream.complete(Result.SUCCEEDED);
    }

    /** One request, counted once. */
    final class ApiRequest {

        private EntityType entityType;
        private boolean deferred;
        private boolean counted;

        private ApiRequest(EntityType entityType) {
            this.entityType = entityType;
            add(entityType, 1);
        }

        private synchronized void relabel(EntityType next) {
            add(entityType, -1);
            entityType = next;
            add(entityType, 1);
        }

        private synchronized void defer() {
            deferred = true;
        }

        /** The answer has been rendered. */
        synchronized void answered(int status) {
            if (!deferred || status >= 400) {
                complete(result(status));
            }
        }

        private static Result result(int status) {
            if (status < 400) {
                return Result.SUCCEEDED;
            }
            return status < 500 ? Result.ERROR_CLIENT : Result.ERROR_SERVER;
        }

        synchronized void complete(Result result) {
            if (!counted) {
                counted = true;
                add(entityType, -1);
                counter(entityType, result).increment();
            }
        }
    }

    private void add(EntityType entityType, int change) {
        ongoing.getOrDefault(entityType, new AtomicInteger()).addAndGet(change);
    }

    private Counter counter(EntityType entityType, Result result) {
        var counter = completed.getOrDefault(entityType, Map.of()).get(result);
        if (counter == null) {
            throw new IllegalStateException("No counter for " + entityType + " and " + result);
        }
        return counter;
    }
}

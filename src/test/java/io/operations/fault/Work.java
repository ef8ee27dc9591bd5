package io.operations.fault;

import java.util.Random;

/** The kinds of operations that clients ask for. */
enum Work {
    QUICK_TASK(false),
    QUICK_DURABLE(true),
    CALL_TASK(false),
    CALL_DURABLE(true),
    /** Meant to be cancelled long before it ends. */
    LONG_CALL(true),
    TASK_FAMILY(false),
    DURABLE_FAMILY(true),
    /** Its endpoint says that no retry would help. */
    FAILING(true),
    /** Its endpoint fails the first attempt. */
    FLAKY(true);

    static final int CHILDREN = 3;

    private final boolean durable;

    Work(boolean durable) {
        this.durable = durable;
    }

    boolean isDurable() {
        return durable;
    }

    boolean isFamily() {
        return this == TASK_FAMILY || this == DURABLE_FAMILY;
    }

    /** Most are small, as the clients of a busy service are; of those that take long enough to be interrupted there are many at once. */
    static Work any(Random random) {
        var percent = random.nextInt(100);
        if (percent < 64) return QUICK_TASK;
        if (percent < 76) return QUICK_DURABLE;
        if (percent < 79) return CALL_TASK;
        if (percent < 89) return CALL_DURABLE;
        if (percent < 92) return LONG_CALL;
        if (percent < 94) return TASK_FAMILY;
        if (percent < 97) return DURABLE_FAMILY;
        return percent == 97 ? FAILING : FLAKY;
    }

    /** The request, without a reference. */
    String body(int endpoint, Random random) {
        return switch (this) {
            case QUICK_TASK, QUICK_DURABLE -> pause(random.nextInt(1, 50));
            case CALL_TASK, CALL_DURABLE -> call(endpoint, "/effort/" + random.nextInt(100, 2_500));
            case LONG_CALL -> call(endpoint, "/effort/20000");
            case TASK_FAMILY, DURABLE_FAMILY -> family(endpoint, random);
            case FAILING -> call(endpoint, "/failing");
            case FLAKY -> call(endpoint, "/flaky");
        };
    }

    private String pause(int millis) {
        return """
                {"type": "wait", "class": "%s", "inputs": {"duration": "0.%03d"}}""".formatted(operationClass(), millis);
    }

    /** The same for one call. */
    String call(int endpoint, String path) {
        return """
                {"type": "http-request", "class": "%s", "inputs": {"url": "http://127.0.0.1:%d%s", "method": "POST"}}""".formatted(operationClass(), endpoint, path);
    }

    private String family(int endpoint, Random random) {
        return """
                {"type": "bulk", "class": "%s", "children": [%s, %s, {"stage": 1, %s]}""".formatted(
                        operationClass(),
                        call(endpoint, "/effort/" + random.nextInt(50, 1_000)),
                        call(endpoint, "/effort/" + random.nextInt(50, 1_000)),
                        pause(random.nextInt(1, 50)).substring(1));
    }

    private String operationClass() {
        return durable ? "durable" : "task";
    }
}

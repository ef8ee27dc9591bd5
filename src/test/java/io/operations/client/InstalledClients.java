package io.operations.client;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Looks for what {@link RequiresClients} names. */
final class InstalledClients implements ExecutionCondition {

    /** Debian's: other interpreters on the path do not see Debian's modules. */
    static final String PYTHON = "/usr/bin/python3";

    private static final Map<String, Boolean> FOUND = new ConcurrentHashMap<>();

    private final Predicate<String> program;
    private final Predicate<String> module;
    private final boolean required;
    private final Consumer<String> out;

    /** As JUnit makes it. */
    InstalledClients() {
        this(
                InstalledClients::isOnPath,
                InstalledClients::isImportable,
                "required".equals(System.getProperty("tests.clients")),
                System.out::println);
    }

    InstalledClients(Predicate<String> program, Predicate<String> module, boolean required, Consumer<String> out) {
        this.program = program;
        this.module = module;
        this.required = required;
        this.out = out;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        // Asked for methods too; the class has been decided on by then.
        if (context.getTestMethod().isPresent()) return ConditionEvaluationResult.enabled("Decided for the class");
        return AnnotationSupport.findAnnotation(context.getElement(), RequiresClients.class)
                .map(it -> decide(context.getDisplayName(), it))
                .orElseGet(() -> ConditionEvaluationResult.enabled("Needs nothing"));
    }

    ConditionEvaluationResult decide(String test, RequiresClients needed) {
        var missing = Stream.of(
                        missing(needed.programs(), program),
                        missing(needed.pythonModules(), module),
                        missing(
                                needed.libraries(),
                                it -> SharedLibraries.find(it).isPresent()))
                .flatMap(it -> it)
                .toList();
        if (missing.isEmpty()) return ConditionEvaluationResult.enabled("All installed");
        var reason = reason(test, missing);
        if (required) throw new IllegalStateException(reason);
        var skipped = "SKIPPED " + reason;
        out.accept(skipped);
        return ConditionEvaluationResult.disabled(skipped);
    }

    private static Stream<String> missing(String[] names, Predicate<String> installed) {
        return Arrays.stream(names).filter(installed.negate());
    }

    private static String reason(String test, List<String> missing) {
        return "%s: not installed: %s (.ci/run installs all)".formatted(test, String.join(", ", missing));
    }

    static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(it -> Files.isExecutable(Path.of(it, program)));
    }

    static boolean isImportable(String module) {
        return FOUND.computeIfAbsent(module, InstalledClients::canImport);
    }

    private static boolean canImport(String module) {
        try {
            return new ProcessBuilder(PYTHON, "-c", "import " + module)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

package io.operations.requestor;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether this is the run on a developer's machine that brings its own PostgreSQL ({@code spring-boot:run}).
 *
 * @param folder where it keeps its data; null in all other runs
 */
public record EmbeddedRun(@Nullable Path folder) {

    public boolean isOn() {
        return folder != null;
    }
}

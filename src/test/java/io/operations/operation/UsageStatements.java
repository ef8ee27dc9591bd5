package io.operations.operation;

import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Executes every statement about what projects have. */
public final class UsageStatements {

    private static final String AGE = "UPDATE project_usage SET period = period - INTERVAL '3 days'";

    private final UsageRepository usage;
    private final JdbcClient jdbc;
    private final String project;
    private final UUID member;

    /** @param member that adds to it */
    public UsageStatements(ApplicationContext context, String project, UUID member) {
        usage = context.getBean(UsageRepository.class);
        jdbc = context.getBean(JdbcClient.class);
        this.project = project;
        this.member = member;
    }

    public void execute() {
        usage.add(member, Map.of(project, 1_000L));
        usage.look();
        usage.databaseSize();
        jdbc.sql(AGE).update();
        usage.forget();
        usage.add(member, Map.of(project, 1_000L));
        usage.forget(project);
    }
}

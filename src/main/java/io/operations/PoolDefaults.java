package io.operations;

import com.zaxxer.hikari.HikariDataSource;
import java.util.regex.Pattern;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** What the pool is told that depends on how the database is reached. What an operator has set stays. */
final class PoolDefaults implements BeanPostProcessor {

    private static final String TARGET = "targetServerType";
    private static final String PRIMARY = "primary";

    /** A comma between the hosts. */
    private static final Pattern SEVERAL_HOSTS = Pattern.compile("jdbc:postgresql://[^/?]*,.*");

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof HikariDataSource pool && !pool.isRunning()) {
            if (pool.getExceptionOverrideClassName() == null) pool.setExceptionOverride(new StandbyEviction(pool));
            if (needsTarget(pool)) pool.addDataSourceProperty(TARGET, PRIMARY);
        }
        return bean;
    }

    /** Of several servers only one takes writes. A URL counts more than a property, so what it says stays. */
    private static boolean needsTarget(HikariDataSource pool) {
        var url = String.valueOf(pool.getJdbcUrl());
        return SEVERAL_HOSTS.matcher(url).matches()
                && !url.contains(TARGET + "=")
                && !pool.getDataSourceProperties().containsKey(TARGET);
    }
}

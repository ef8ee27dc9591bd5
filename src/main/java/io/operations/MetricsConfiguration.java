package io.operations;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.MeterFilter;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Meters that libraries bring, as Prometheus wants them: with help, and in base units. {@code promtool} says which are not. */
@Configuration(proxyBeanMethods = false)
class MetricsConfiguration {

    private static final Map<String, String> HELP = Map.of(
            "http.server.requests", "Time to answer HTTP requests, by route",
            "http.server.requests.active", "HTTP requests that are being answered, and for how long");

    /** In nanoseconds and milliseconds; the same is there in seconds. A name in _count belongs to histograms. */
    private static final Set<String> ILL_NAMED = Set.of("process.cpu.time", "jvm.compilation.time", "system.cpu.count");

    /** There are no sessions. */
    private static final String SESSIONS = "tomcat.sessions.";

    @Bean
    MeterFilter wellNamedOnly() {
        return MeterFilter.deny(
                it -> ILL_NAMED.contains(it.getName()) || it.getName().startsWith(SESSIONS));
    }

    @Bean
    MeterFilter helpForAll() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                var help = HELP.get(id.getName());
                return help == null
                        ? id
                        : new Meter.Id(id.getName(), Tags.of(id.getTags()), id.getBaseUnit(), help, id.getType());
            }
        };
    }

    @Bean
    MeterBinder wellNamed() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        var compiler = ManagementFactory.getPlatformMXBean(CompilationMXBean.class);
        return registry -> {
            Gauge.builder("system.processors", system, OperatingSystemMXBean::getAvailableProcessors)
                    .description("Processors that the process may use")
                    .register(registry);
            FunctionCounter.builder("process.cpu", system, it -> it.getProcessCpuTime() / 1e9)
                    .description("Processor time that the process has used")
                    .baseUnit("seconds")
                    .register(registry);
            FunctionCounter.builder("jvm.compilation", compiler, it -> it.getTotalCompilationTime() / 1e3)
                    .description("Time spent on compilation")
                    .baseUnit("seconds")
                    .register(registry);
        };
    }
}

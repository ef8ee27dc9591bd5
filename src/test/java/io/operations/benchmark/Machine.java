package io.operations.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** What a run was measured on. */
final class Machine {

    private Machine() {}

    /** In words, of a run whose figures are medians of so many. */
    static String describe(DatabaseProbe database, int runs) {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return String.format(
                Locale.ROOT,
                "%d cores, %.1f GiB memory, heap %.1f GiB, %,d open files; %s %s; Java %s; PostgreSQL %s (%s).%n"
                        + "Service, PostgreSQL and clients share the machine. Median of %d runs; spread is least – greatest.",
                system.getAvailableProcessors(),
                system.getTotalMemorySize() / (double) (1 << 30),
                Runtime.getRuntime().maxMemory() / (double) (1 << 30),
                ParkedWaiters.openFiles(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.version(),
                database.version(),
                database.durability(),
                runs);
    }
}

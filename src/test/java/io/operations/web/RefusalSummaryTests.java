package io.operations.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.requestor.LifecycleEntry;
import io.operations.requestor.LifecycleEntry.Kind;
import io.operations.requestor.LifecycleEntry.Origin;
import io.operations.requestor.LifecycleEntry.Target;
import io.operations.requestor.Requestor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Row "A security log": refusals that wait to be stored take a bounded number of entries, and none is lost from their number. */
class RefusalSummaryTests {

    private final RefusalSummary summary = new RefusalSummary();

    private static LifecycleEntry refusal(Kind kind, String username, String host) {
        return new LifecycleEntry(
                kind,
                "access-refused",
                "m1",
                "",
                "/1.0/operations",
                new Origin(new Requestor(username, username.isEmpty() ? "" : "bearer", host + ":1"), host, ""),
                new Target("GET", "/1.0/operations", 403),
                "Forbidden");
    }

    private static long times(Iterable<LifecycleEntry> entries) {
        var sum = 0L;
        for (var entry : entries) sum += entry.times();
        return sum;
    }

    @Test
    void countsWhatIsAlike() {
        IntStream.range(0, 10).forEach(_ -> summary.add(refusal(Kind.STRANGER, "", "192.0.2.1")));

        assertThat(summary.take()).singleElement().satisfies(it -> {
            assertThat(it.times()).isEqualTo(10);
            assertThat(it.origin().peer()).isEqualTo("192.0.2.1");
        });
        assertThat(summary.take()).isEmpty();
    }

    /** Who has one address of an IPv6 network has all of them. */
    @Test
    void hasOneEntryForANetwork() {
        IntStream.range(1, 100).forEach(it -> summary.add(refusal(Kind.STRANGER, "", "[2001:db8::" + it + "]")));

        assertThat(summary.take()).hasSize(1);
    }

    @Test
    void isBoundedHoweverManyAreRefused() {
        IntStream.range(0, 5_000).forEach(it -> {
            summary.add(refusal(Kind.STRANGER, "", "10.0." + it / 250 + "." + it % 250));
            summary.add(refusal(Kind.CALLER, "user" + it, "192.0.2.1"));
        });

        var all = summary.take();
        assertThat(all).hasSizeLessThan(130);
        assertThat(times(all)).isEqualTo(10_000);
        assertThat(all)
                .filteredOn(it -> it.target().route().isEmpty())
                .hasSize(2)
                .allSatisfy(it -> assertThat(it.origin()).isEqualTo(Origin.NONE));
    }
}

package io.operations.member;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The meters of this room: {@value #MEMBERS}, {@value #LOST}, {@value #DATABASE}, {@value #CLOCK}. None of them asks the database. */
@Component
class MemberMetrics {

    static final String MEMBERS = "cluster.members";
    static final String LOST = "cluster.lost.members";
    static final String DATABASE = "database.reachable";

    static final String CLOCK = "operations.member.clock.offset";

    private final Counter lost;

    MemberMetrics(MeterRegistry registry, Membership membership, MemberService member, DatabaseTime time) {
        for (var state : Member.State.values()) {
            Gauge.builder(MEMBERS, membership, it -> it.count(state))
                    .description("Members, this one included, as it has last seen them; offline for a day")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        lost = Counter.builder(LOST)
                .description("Members that this one has given up because they were silent")
                .register(registry);
        Gauge.builder(DATABASE, member, it -> it.isHeard() ? 1 : 0)
                .description("Whether the last heartbeat of this member reached the database: 1 or 0")
                .register(registry);
        Gauge.builder(CLOCK, time, it -> DatabaseTime.seconds(it.offset()))
                .description("How far this computer's clock is ahead of PostgreSQL's; negative: behind")
                .baseUnit("seconds")
                .register(registry);
    }

    @EventListener
    void on(MembersLost gone) {
        lost.increment(gone.names().size());
    }
}

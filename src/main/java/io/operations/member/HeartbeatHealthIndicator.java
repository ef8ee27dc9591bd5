package io.operations.member;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Whether this member can write to the database, as its heartbeats show. A probe asks nothing of PostgreSQL: many probes cost
 * nothing, and a pool in which all connections are in use does not make a member unready.
 */
@Component
class HeartbeatHealthIndicator implements HealthIndicator {

    private final MemberService member;

    HeartbeatHealthIndicator(MemberService member) {
        this.member = member;
    }

    @Override
    public Health health() {
        return member.isHeard() ? Health.up().build() : Health.down().build();
    }
}

package io.operations.member;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/**
 * A computer whose clock is further off than a member may be silent is not trusted with requests. Its member's decisions are right
 * all the same, but the times in its logs, and those of other programs on it, are not.
 */
@Component
class ClockHealthIndicator extends AbstractHealthIndicator {

    private final DatabaseTime time;
    private final MemberSettings settings;

    ClockHealthIndicator(DatabaseTime time, MemberSettings settings) {
        super("The clock cannot be looked at");
        this.time = time;
        this.settings = settings;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        var offset = time.offset();
        var isRight = offset.abs().compareTo(settings.offlineThreshold()) <= 0;
        builder.status(isRight ? Status.UP : Status.OUT_OF_SERVICE)
                .withDetail("offsetSeconds", DatabaseTime.seconds(offset));
    }
}

package io.operations.member;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.context.ApplicationContext;

/** All statements about members, each at least once. */
public final class MemberStatements {

    private static final byte[] SECRET = "secret".getBytes(StandardCharsets.UTF_8);
    private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);
    private static final Reach REACH = new Reach(URI.create("http://127.0.0.1:8080"), "ab".repeat(32), List.of(8080));

    private final LivenessRepository liveness;
    private final MemberRepository members;
    private final HintRepository hints;
    private final UUID other = UUID.randomUUID();

    public MemberStatements(ApplicationContext context) {
        liveness = context.getBean(LivenessRepository.class);
        members = context.getBean(MemberRepository.class);
        hints = context.getBean(HintRepository.class);
    }

    /** @return a member that lives from now on */
    public UUID join() {
        var member = UUID.randomUUID();
        liveness.join(other, "one", SECRET, KEY, Reach.UNKNOWN, Duration.ofHours(1));
        liveness.join(member, "one", SECRET, KEY, REACH, Duration.ZERO);
        members.reachable(member, REACH);
        liveness.beat(member, SECRET, REACH, false);
        return member;
    }

    public void leave(UUID member) {
        liveness.expelSilent(member, Duration.ofHours(1));
        members.all();
        members.list("", 10);
        members.names("", 10);
        members.proof(member);
        hints.send(List.of("x"));
        liveness.drain(member);
        liveness.beat(member, SECRET, REACH, true);
        liveness.leave(member);
        liveness.forget(Duration.ZERO);
    }
}

package io.operations.member;

import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Who else is there, as this member has last seen it: at most a second ago, while the database is there. */
@Component
public class Membership {

    private final MemberRepository repository;
    private final MemberService member;
    private final ApplicationEventPublisher publisher;
    private volatile List<Member> others = List.of();
    private volatile List<Member> all = List.of();

    Membership(MemberRepository repository, MemberService member, ApplicationEventPublisher publisher) {
        this.repository = repository;
        this.member = member;
        this.publisher = publisher;
    }

    /** Those that are online or draining, without this one. */
    public List<Member> others() {
        return others;
    }

    /** Whether operations may be of several members: others are there, or were not long ago. */
    public boolean isClustered() {
        return all.size() > 1;
    }

    /** How many there are in that state, this one included; of each name the last. */
    long count(Member.State state) {
        return all.stream().filter(it -> it.state() == state).count();
    }

    boolean isAlone() {
        return others.isEmpty();
    }

    /** Looks again, and tells if something is new. */
    synchronized void refresh() {
        all = repository.all();
        var now = all.stream()
                .filter(Member::isOnline)
                .filter(it -> !it.incarnation().equals(member.incarnation()))
                .map(Member::withoutHeartbeat)
                .toList();
        if (now.equals(others)) return;
        others = now;
        publisher.publishEvent(new MembersChanged(now));
    }
}

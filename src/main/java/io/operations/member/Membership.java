package io.operations.member;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Who else is there, as this member has last seen it: at most a second ago, while the database is there. */
@Component
public class Membership {

    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    private final MemberRepository repository;
    private final MemberService member;
    private final ApplicationEventPublisher publisher;
    private volatile List<Member> others = List.of();
    private volatile List<Member> all = List.of();

    // Of whoever refreshes.
    private boolean shadowed;

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

    /** Two processes of one name each take the other for their own past. */
    private void noteShadow(List<Member> all) {
        var before = shadowed;
        shadowed = all.stream()
                .filter(Member::isOnline)
                .anyMatch(it ->
                        it.name().equals(member.name()) && !it.incarnation().equals(member.incarnation()));
        if (shadowed && !before) {
            LOG.atError()
                    .addKeyValue("member", member.name())
                    .log("Another process has this member's name: each needs an operations.member.name of its own");
        }
    }

    /** Looks again, and tells if something is new. */
    synchronized void refresh() {
        all = repository.all();
        noteShadow(all);
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

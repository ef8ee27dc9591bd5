package io.operations.event;

import io.operations.member.Member;
import io.operations.member.MemberClient;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Links over which other members' logs come. Apart from those for all else, since most listeners want none of it. */
final class LogLinks {

    private final Map<UUID, EventLink> links = new ConcurrentHashMap<>();
    private final MemberClient client;
    private final BiConsumer<Member, String> onLine;

    LogLinks(MemberClient client, BiConsumer<Member, String> onLine) {
        this.client = client;
        this.onLine = onLine;
    }

    Stream<EventLink> all() {
        return links.values().stream();
    }

    /** Makes what links are missing, and ends those to anybody else. By one thread. */
    void linkTo(List<Member> members) {
        var incarnations = members.stream().map(Member::incarnation).toList();
        links.keySet().stream().filter(it -> !incarnations.contains(it)).forEach(this::unlink);
        members.stream().filter(this::isUnlinked).forEach(this::link);
    }

    private boolean isUnlinked(Member member) {
        var link = links.get(member.incarnation());
        return link == null || link.over().isDone();
    }

    private void link(Member member) {
        var link = new EventLink(member, EventLink.LOG, line -> onLine.accept(member, line));
        links.put(member.incarnation(), link);
        var _ = link.open(client);
    }

    private void unlink(UUID incarnation) {
        var link = links.remove(incarnation);
        if (link != null) link.close();
    }
}

package io.operations.operation;

import io.operations.member.Hints;
import io.operations.member.MemberService;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/**
 * Cancelling what another member runs: the request is in the row, and outlives everybody; a hint tells the owner at once. Who
 * misses the hint finds the request within a second.
 */
@Component
class CancelRequests {

    private static final String CANCEL = "cancel";

    /** So many requests are read at once. */
    private static final int PORTION = 1_000;

    private final ElsewhereRepository repository;
    private final MemberService member;
    private final Hints hints;
    private volatile Consumer<UUID> onRequest = _ -> {};

    CancelRequests(ElsewhereRepository repository, MemberService member, Hints hints) {
        this.repository = repository;
        this.member = member;
        this.hints = hints;
        hints.on(CANCEL, this::heard);
    }

    /** Who cancels what this member runs, or nobody does. */
    void onRequest(Consumer<UUID> canceller) {
        onRequest = canceller;
    }

    /** Asks whoever owns it; empty if it is nobody's or this member's, does not run, or was asked before. */
    Optional<OperationRow> ask(UUID id) {
        return told(repository.requestCancel(id, member.incarnation()));
    }

    /** The same where this member's own does not seem to be live: whoever repairs it sees the request. */
    Optional<OperationRow> askAnybody(UUID id) {
        return told(repository.requestCancel(id, null));
    }

    private Optional<OperationRow> told(Optional<OperationRow> asked) {
        asked.ifPresent(it -> hints.tell(CANCEL, Ids.shortText(it.header().id())));
        return asked;
    }

    private void heard(List<String> keys) {
        keys.stream()
                .flatMap(it -> Ids.ofShortText(it).stream())
                .forEach(it -> Thread.ofVirtual().name("cancel-" + it).start(() -> onRequest.accept(it)));
    }

    /** Sees to those that no hint has told of, and to those that have become nobody's. To be called once a second. */
    void lookForMissed() {
        var after = AbandonedRepository.START;
        List<UUID> portion;
        do {
            portion = repository.cancelRequested(member.incarnation(), after, PORTION);
            portion.forEach(onRequest);
            if (!portion.isEmpty()) after = portion.getLast();
        } while (portion.size() == PORTION);
    }
}

package io.operations.fault;

import io.operations.fault.Evidence.Accepted;
import io.operations.fault.Evidence.Answer;
import io.operations.fault.Evidence.Asked;
import io.operations.fault.Evidence.Asleep;
import io.operations.fault.Evidence.Call;
import io.operations.fault.Evidence.Cancelled;
import io.operations.fault.Evidence.Heard;
import io.operations.fault.Evidence.Incarnation;
import io.operations.fault.Evidence.Injected;
import io.operations.fault.Evidence.Key;
import io.operations.fault.Evidence.Refused;
import io.operations.fault.Evidence.Row;
import io.operations.fault.Evidence.Stored;
import io.operations.fault.Evidence.Stream;
import io.operations.fault.Evidence.Woken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Evidence that is made up. Times are seconds from a beginning. */
final class Story {

    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    final List<Asked> asked = new ArrayList<>();
    final List<Accepted> accepted = new ArrayList<>();
    final List<Refused> refused = new ArrayList<>();
    final List<Woken> woken = new ArrayList<>();
    final List<Asleep> asleep = new ArrayList<>();
    final List<Cancelled> cancels = new ArrayList<>();
    final List<Stream> streams = new ArrayList<>();
    final List<Call> calls = new ArrayList<>();
    final List<Answer> answers = new ArrayList<>();
    final List<String> surprises = new ArrayList<>();
    final List<Injected> faults = new ArrayList<>();
    final List<UUID> active = new ArrayList<>();
    final List<Row> rows = new ArrayList<>();
    final Set<UUID> own = new HashSet<>();
    final List<Key> keys = new ArrayList<>();
    final List<Incarnation> members = new ArrayList<>();

    static Instant at(long second) {
        return BEGINNING.plusSeconds(second);
    }

    static Row row(UUID id, boolean durable, int status, int attempt, int returned, String location, long ended) {
        var code = status == 200 ? 0 : 500;
        return new Row(id, null, durable, status, "", code, attempt, returned, location, at(ended));
    }

    static Row died(UUID id, String location, long ended) {
        return new Row(id, null, false, 400, Outcomes.DIED, 500, 1, 0, location, at(ended));
    }

    static Row child(UUID id, UUID parent) {
        return new Row(id, parent, true, 200, "", 0, 1, 0, "b", at(5));
    }

    void replace(Row row) {
        rows.removeIf(it -> it.id().equals(row.id()));
        rows.add(row);
    }

    /** One connection from the beginning to a time. */
    void hears(String member, long to, Heard... heard) {
        streams.add(new Stream(member, at(0), at(to), 1000, List.of(heard)));
    }

    Evidence toEvidence() {
        var stored = new Stored(active, rows, own, keys, members, 0);
        return new Evidence(
                asked, accepted, refused, woken, asleep, cancels, streams, calls, answers, surprises, faults, stored);
    }
}

package io.operations.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.requestor.Access;
import io.operations.requestor.Caller;
import io.operations.requestor.Permission;
import io.operations.requestor.Requestor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventFilterTests {

    private static final String A = "a";
    private static final String B = "b";
    private static final String SERVER = "";

    @Test
    void acceptsWhatWasAskedForAndNothingElse() {
        for (var types : allSubsets())
            for (var asked : Arrays.asList(A, null))
                for (var type : EventType.values())
                    for (var project : List.of(A, B, SERVER))
                        assertThat(accepts(types, asked, type, project))
                                .as("%s of %s, asked for %s of %s", type, project, types, asked)
                                .isEqualTo(types.contains(type) && !(A.equals(asked) && B.equals(project)));
    }

    @Test
    void isNotChangedByWhoMadeIt() {
        var types = EnumSet.of(EventType.OPERATION);
        var filter = new EventFilter(types, null, Caller.anonymous(""));

        types.add(EventType.LOGGING);

        assertThat(filter.types()).containsExactly(EventType.OPERATION);
    }

    /** Or each line of the log would be made for somebody who does not get it. */
    @Test
    void expectsNothingThatTheListenerMayNotHear() {
        var all = EnumSet.allOf(EventType.class);
        var inProject = new Caller(
                new Requestor("jane", "tls", ""),
                true,
                new Access(Set.of(), Map.of(A, EnumSet.allOf(Permission.class))),
                Instant.MAX);

        assertThat(new EventFilter(all, null, inProject).audible())
                .containsExactlyInAnyOrder(EventType.LIFECYCLE, EventType.OPERATION);
        assertThat(new EventFilter(all, null, Caller.anonymous("")).audible()).isEqualTo(all);
        assertThat(new EventFilter(Set.of(EventType.LOGGING), null, inProject).audible())
                .isEmpty();
    }

    private static List<Set<EventType>> allSubsets() {
        var subsets = new ArrayList<Set<EventType>>(List.of(Set.of()));
        for (var type : EventType.values()) for (var smaller : List.copyOf(subsets)) subsets.add(with(smaller, type));
        return subsets;
    }

    private static Set<EventType> with(Set<EventType> types, EventType type) {
        var larger = EnumSet.of(type);
        larger.addAll(types);
        return larger;
    }

    private static boolean accepts(Set<EventType> types, @Nullable String asked, EventType type, String project) {
        return new EventFilter(types, asked, Caller.anonymous("")).accepts(HubFixture.event(type, project, "anything"));
    }
}

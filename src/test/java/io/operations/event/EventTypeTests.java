package io.operations.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventTypeTests {

    @Test
    void isFoundByTheNameItHasOnTheWire() {
        for (var type : EventType.values())
            assertThat(EventType.ofWireName(type.wireName())).contains(type);
    }

    @Test
    void hasTheNamesOfLxd() {
        assertThat(EventType.values())
                .extracting(EventType::wireName)
                .containsExactly("lifecycle", "logging", "operation");
    }

    @Test
    void isNotFoundByAnyOtherName() {
        assertThat(EventType.ofWireName("OPERATION")).isEmpty();
        assertThat(EventType.ofWireName("ovn")).isEmpty();
        assertThat(EventType.ofWireName("")).isEmpty();
    }

    @Test
    void keepsOnlyLogLinesFromOrdinaryListeners() {
        assertThat(EventType.values()).filteredOn(EventType::privileged).containsExactly(EventType.LOGGING);
    }
}

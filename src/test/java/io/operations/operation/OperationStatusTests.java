package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OperationStatusTests {

    private static final Map<OperationStatus, Set<OperationStatus>> ALLOWED = Map.of(
            OperationStatus.PENDING,
            Set.of(
                    OperationStatus.RUNNING,
                    OperationStatus.SUCCESS,
                    OperationStatus.FAILURE,
                    OperationStatus.CANCELLED),
            OperationStatus.RUNNING,
            Set.of(
                    OperationStatus.PENDING,
                    OperationStatus.CANCELLING,
                    OperationStatus.SUCCESS,
                    OperationStatus.FAILURE,
                    OperationStatus.CANCELLED),
            OperationStatus.CANCELLING,
            Set.of(OperationStatus.SUCCESS, OperationStatus.FAILURE, OperationStatus.CANCELLED));

    @Test
    void allowsExactlyTheTransitionsOfTheStateMachine() {
        for (var from : OperationStatus.values()) {
            for (var to : OperationStatus.values()) {
                assertThat(from.canBecome(to))
                        .as("%s to %s", from, to)
                        .isEqualTo(ALLOWED.getOrDefault(from, Set.of()).contains(to));
            }
        }
    }

    @Test
    void neverLeavesAFinalStatus() {
        for (var from : OperationStatus.values()) {
            if (from.isFinal()) {
                assertThat(Stream.of(OperationStatus.values())).noneMatch(from::canBecome);
            }
        }
    }

    @Test
    void isFinalFromCode200On() {
        for (var status : OperationStatus.values()) {
            assertThat(status.isFinal()).as(status.text()).isEqualTo(status.code() >= 200);
        }
    }

    @Test
    void hasTheCodesAndWordsOfTheContract() {
        var codes = Stream.of(OperationStatus.values())
                .collect(Collectors.toMap(OperationStatus::code, OperationStatus::text, (a, b) -> a, TreeMap::new));

        assertThat(codes)
                .hasToString("{100=Operation created, 101=Started, 102=Stopped, 103=Running, 104=Cancelling, "
                        + "105=Pending, 106=Starting, 107=Stopping, 108=Aborting, 109=Freezing, 110=Frozen, 111=Thawed, "
                        + "112=Error, 113=Ready, 200=Success, 400=Failure, 401=Cancelled}");
    }

    @Test
    void isFoundByItsCodeAndByItsWordInAnyCase() {
        for (var status : OperationStatus.values()) {
            assertThat(OperationStatus.ofCode(status.code())).isSameAs(status);
            assertThat(OperationStatus.ofText(status.text().toUpperCase(java.util.Locale.ROOT)))
                    .contains(status);
        }
        assertThat(OperationStatus.ofText("done")).isEmpty();
    }
}

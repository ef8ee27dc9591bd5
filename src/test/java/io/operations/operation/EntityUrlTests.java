package io.operations.operation;

import static io.operations.operation.ValidArgs.COPY;
import static io.operations.operation.ValidArgs.validTask;
import static io.operations.operation.ValidArgs.validToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract §1.3.1 and §1.3.2: the URL of what an operation acts on, and what clients see of it. */
class EntityUrlTests {

    @ParameterizedTest
    @CsvSource(textBlock = """
            IMAGE,           /1.0/images/x
            PROFILE,         /1.0/profiles/x
            PROJECT,         /1.0/projects/x
            CERTIFICATE,     /1.0/certificates/x
            INSTANCE,        /1.0/instances/x
            NETWORK,         /1.0/networks/x
            CLUSTER_MEMBER,  /1.0/cluster/members/x
            OPERATION,       /1.0/operations/x
            STORAGE_POOL,    /1.0/storage-pools/x
            WARNING,         /1.0/warnings/x
            SERVER,          /1.0
            IDENTITY,        /1.0/auth/identities/x
            PLACEMENT_GROUP, /1.0/placement-groups/x
            CLUSTER_LINK,    /1.0/cluster/links/x
            REPLICATOR,      /1.0/replicators/x""")
    void isOfTheEntityTypeOfItsOperationType(EntityType own, String url) {
        for (var type : EntityType.values()) {
            var args = OperationArgs.of(OperationType.of("any", "Doing anything", type, OperationClass.TASK))
                    .withEntityUrl(url);
            if (type == own) {
                assertThat(EntityUrl.resolve(args)).isEqualTo(url);
            } else {
                assertThatExceptionOfType(OperationException.Invalid.class)
                        .isThrownBy(() -> EntityUrl.resolve(args))
                        .withMessageEndingWith("Entity type for URL \"" + url
                                + "\" does not match operation entity type \"" + type.wireName() + "\"");
            }
        }
    }

    @Test
    void mayBeThatOfAPartOfTheEntity() {
        var snapshot = "/1.0/instances/c1/snapshots/s1";

        assertThat(EntityUrl.resolve(validTask().withEntityUrl(snapshot))).isEqualTo(snapshot);
    }

    @Test
    void isTheServersForAServerOperation() {
        assertThat(EntityUrl.resolve(validToken())).isEqualTo("/1.0");
    }

    @Test
    void isTheProjectsWhereTheTypeActsOnAnyEntity() {
        var args = OperationArgs.of(COPY.onAnyEntity()).inProject("default");

        assertThat(EntityUrl.resolve(args)).isEqualTo("/1.0/projects/default");
        assertThat(EntityUrl.resolve(args.withEntityUrl("/apples/7"))).isEqualTo("/apples/7");
        assertThat(EntityUrl.resolve(args.inProject(""))).isEqualTo("/1.0");
    }

    @Test
    void namesTheProjectThatWasAskedForInPlaceOfTheEffectiveOne() {
        assertThat(EntityUrl.visible(COPY, "p1", "/1.0/instances/c1")).isEqualTo("/1.0/instances/c1?project=p1");
        assertThat(EntityUrl.visible(COPY, "p&1", "/1.0/instances/c1")).isEqualTo("/1.0/instances/c1?project=p%261");
        assertThat(EntityUrl.visible(COPY, "p1", "/1.0/instances/c1?project=effective&target=m1"))
                .isEqualTo("/1.0/instances/c1?target=m1&project=p1");
    }

    @Test
    void isAsGivenWhereNoProjectWasAskedFor() {
        assertThat(EntityUrl.visible(COPY, "", "/1.0/instances/c1")).isEqualTo("/1.0/instances/c1");
        assertThat(EntityUrl.visible(COPY, "", "/1.0/instances/c1?project=effective"))
                .isEqualTo("/1.0/instances/c1?project=effective");
    }

    @Test
    void isAsGivenWhereTheEntityIsInNoProject() {
        var pool = OperationType.of("grow", "Growing pool", EntityType.STORAGE_POOL, OperationClass.TASK);

        assertThat(EntityUrl.visible(pool, "p1", "/1.0/storage-pools/s1?project=effective"))
                .isEqualTo("/1.0/storage-pools/s1?project=effective");
        assertThat(EntityUrl.visible(pool, "p1", "/1.0/storage-pools/s1")).isEqualTo("/1.0/storage-pools/s1");
        assertThat(EntityUrl.visible(COPY.onAnyEntity(), "p1", "/1.0/instances/c1?project=effective"))
                .isEqualTo("/1.0/instances/c1?project=effective");
    }
}

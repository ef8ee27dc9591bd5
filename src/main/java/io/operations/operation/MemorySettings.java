package io.operations.operation;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * How much of the heap what callers send, hold and ask for may take. All of them are estimates, on the high side.
 *
 * @param answer     one list, or one operation with its children: what is beyond that is on the next page; at least 64 KiB. Default
 *                   16 MiB
 * @param answers    lists and operations that are on their way to clients; at least 1 MiB. Default a sixth of the heap
 * @param bodies     request bodies that are being read, and what is made of them until the request is answered; at least 1 MiB.
 *                   Default an eighth of the heap
 * @param connections connections on which no request is being answered, 40 KiB each; at least 1 MiB. Default an eighth of the
 *                    heap
 * @param operations operations that this member holds: those that run, wait here for a slot, or wait for somebody to attach; at
 *                   least 1 MiB. Default a quarter of the heap
 * @param waits      requests that wait for an operation, and event streams, 64 KiB each; at least 1 MiB. Default an eighth of the
 *                   heap
 */
@ConfigurationProperties("operations.memory")
public record MemorySettings(
        @DefaultValue("16MB") DataSize answer,
        @Nullable DataSize answers,
        @Nullable DataSize bodies,
        @Nullable DataSize connections,
        @Nullable DataSize operations,
        @Nullable DataSize waits) {

    private static final DataSize LEAST_ANSWER = DataSize.ofKilobytes(64);
    private static final DataSize LEAST = DataSize.ofMegabytes(1);

    public MemorySettings {
        Assert.isTrue(answer.compareTo(LEAST_ANSWER) >= 0, "operations.memory.answer must be at least 64KB");
        require("answers", answers);
        require("bodies", bodies);
        require("connections", connections);
        require("operations", operations);
        require("waits", waits);
    }

    private static void require(String name, @Nullable DataSize size) {
        Assert.isTrue(
                size == null || size.compareTo(LEAST) >= 0, "operations.memory." + name + " must be at least 1MB");
    }

    public long answersSize() {
        return orShare(answers, 6);
    }

    public long bodiesSize() {
        return orShare(bodies, 8);
    }

    public long connectionsSize() {
        return orShare(connections, 8);
    }

    public long operationsSize() {
        return orShare(operations, 4);
    }

    public long waitsSize() {
        return orShare(waits, 8);
    }

    private static long orShare(@Nullable DataSize size, int part) {
        return size == null ? Runtime.getRuntime().maxMemory() / part : size.toBytes();
    }
}

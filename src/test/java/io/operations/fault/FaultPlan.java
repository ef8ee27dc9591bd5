package io.operations.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Which faults come, in which order and when; the same for the same seed. */
record FaultPlan(List<Step> steps) {

    /**
     * @param pause  before it
     * @param dice   from 0 to 1: who is hit, among those who can be
     * @param strain from 0 to 1: for how long, or how much
     */
    record Step(Fault fault, Duration pause, double dice, double strain) {}

    /** One of each kind first, in a random order, then as many more as their weights say. */
    static FaultPlan of(long seed, int faults) {
        var random = new Random(seed);
        var kinds = new ArrayList<>(List.of(Fault.values()));
        Collections.shuffle(kinds, random);
        while (kinds.size() < faults) {
            var round = new ArrayList<Fault>();
            for (var kind : Fault.values()) round.addAll(Collections.nCopies(kind.weight(), kind));
            Collections.shuffle(round, random);
            kinds.addAll(round);
        }
        return new FaultPlan(
                kinds.stream().limit(faults).map(it -> step(it, random)).toList());
    }

    private static Step step(Fault fault, Random random) {
        return new Step(fault, Duration.ofMillis(random.nextInt(800, 2_800)), random.nextDouble(), random.nextDouble());
    }
}

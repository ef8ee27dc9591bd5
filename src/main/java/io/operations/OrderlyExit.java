package io.operations;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * SIGTERM is how a member is asked to leave, not a failure: it does so by the shutdown hooks of the JVM, as always, and then
 * exits with 0 instead of 143. Whoever asks again changes nothing.
 */
final class OrderlyExit {

    private static final Logger log = LoggerFactory.getLogger(OrderlyExit.class);

    private OrderlyExit() {}

    static void install() {
        try {
            Signal.handle(new Signal("TERM"), _ -> System.exit(0));
        } catch (IllegalArgumentException e) {
            // With -Xrs signals are not the JVM's.
            log.debug("SIGTERM is left to whoever has it", e);
        }
    }
}

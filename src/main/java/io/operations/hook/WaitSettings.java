package io.operations.hook;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long the {@code wait} type may wait.
 *
 * @param longest the longest duration that a caller may ask for, above 0 and at most 365 days. Default 24 h
 */
@ConfigurationProperties("operations.wait")
record WaitSettings(@DefaultValue("24h") Duration longest) {

    WaitSettings {
        if (!longest.isPositive() || longest.compareTo(WaitHook.LONGEST_EVER) > 0) {
            throw new IllegalArgumentException(
                    "operations.wait.longest must be above 0 and at most " + WaitHook.LONGEST_EVER);
        }
    }
}

package io.operations.web;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** The meter of the TLS port, {@value #EXPIRY}; there is none where there is no such port. */
@Component
class TlsMetrics {

    static final String EXPIRY = "tls.certificate.expiry.timestamp";

    TlsMetrics(MeterRegistry registry, TlsPort tls) {
        if (tls.isOn()) {
            Gauge.builder(EXPIRY, tls, it -> it.expiry().getEpochSecond())
                    .description("When the certificate of the TLS port ends, in seconds since 1970")
                    .baseUnit("seconds")
                    .register(registry);
        }
    }
}

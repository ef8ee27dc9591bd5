package io.operations.web;

import java.util.List;
import org.springframework.stereotype.Component;

/** Stub. */
@Component
class TlsPort {
    boolean isOn() {
        return false;
    }

    List<String> addresses() {
        return List.of();
    }

    String fingerprint() {
        return "";
    }

    String pem() {
        return "";
    }
}

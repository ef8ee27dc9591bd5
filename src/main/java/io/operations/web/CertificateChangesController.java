package io.operations.web;

import io.operations.operation.OperationException;
import io.operations.requestor.AccessPolicy;
import io.operations.requestor.Caller;
import io.operations.requestor.Certificate;
import io.operations.requestor.Certificates;
import io.operations.requestor.Permission;
import io.operations.requestor.Projects;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Changes what a trusted certificate may do. The certificate itself, and so its fingerprint, stays. */
@RestController
@RequestMapping(path = "/1.0/certificates/{fingerprint}", consumes = MediaType.APPLICATION_JSON_VALUE)
class CertificateChangesController {

    private static final Set<String> CHANGEABLE = Set.of("name", "type", "restricted", "projects", "certificate");

    /** Another request may change the same certificate in between; not for long. */
    private static final int TRIES = 5;

    private final Certificates certificates;
    private final Projects projects;
    private final RequestBodies bodies;
    private final Lifecycles lifecycles;

    CertificateChangesController(
            Certificates certificates, Projects projects, RequestBodies bodies, Lifecycles lifecycles) {
        this.certificates = certificates;
        this.projects = projects;
        this.bodies = bodies;
        this.lifecycles = lifecycles;
    }

    /** All that can be changed. */
    @PutMapping
    Envelope replace(@PathVariable String fingerprint, Caller caller, HttpServletRequest request) {
        AccessPolicy.requireOnServer(caller, Permission.CAN_EDIT);
        var wanted = bodies.readCertificate(request).only(CHANGEABLE);
        wanted.requiredText("name");
        // Without it a certificate would be for everything: too much to be said by leaving something out.
        if (!wanted.json().has("restricted")) throw new OperationException.Invalid("Field \"restricted\" is required");
        return change(fingerprint, wanted, _ -> JsonNodeFactory.instance.objectNode(), caller);
    }

    /** What is given; the rest stays. */
    @PatchMapping
    Envelope change(@PathVariable String fingerprint, Caller caller, HttpServletRequest request) {
        AccessPolicy.requireOnServer(caller, Permission.CAN_EDIT);
        var wanted = bodies.readCertificate(request).only(CHANGEABLE);
        return change(fingerprint, wanted, CertificateChangesController::fields, caller);
    }

    private Envelope change(
            String fingerprint, Fields wanted, Function<Certificate, ObjectNode> others, Caller caller) {
        for (var tries = 0; tries < TRIES; tries++)
            if (isChanged(find(fingerprint), wanted, others, caller)) return Envelope.empty();
        throw new OperationException.Conflict("Certificate is being changed by another request");
    }

    /** @param others what counts where nothing is given */
    private boolean isChanged(
            Certificate before, Fields wanted, Function<Certificate, ObjectNode> others, Caller caller) {
        var payload = CertificatePayload.of(new Fields(others.apply(before).setAll(wanted.json())));
        var after = after(before, payload);
        payload.requireProjects(projects);
        return lifecycles.commit(
                "certificate-updated",
                "/1.0/certificates/" + before.fingerprint(),
                "",
                caller.requestor(),
                () -> certificates.change(before, after));
    }

    private static Certificate after(Certificate before, CertificatePayload payload) {
        var given = payload.given();
        if (given != null && !Certificate.fingerprint(given).equals(before.fingerprint()))
            throw new OperationException.Invalid(
                    "Field \"certificate\" cannot be changed: add the new certificate and delete this one");
        return Certificate.of(
                payload.requiredName(), payload.type(), payload.restricted(), payload.projects(), before.der());
    }

    private static ObjectNode fields(Certificate certificate) {
        var fields = JsonNodeFactory.instance
                .objectNode()
                .put("name", certificate.name())
                .put("type", certificate.type().name().toLowerCase(Locale.ROOT))
                .put("restricted", certificate.restricted());
        certificate.projects().forEach(fields.putArray("projects")::add);
        return fields;
    }

    private Certificate find(String fingerprint) {
        return certificates
                .find(fingerprint.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> new OperationException.NotFound("Certificate not found"));
    }
}

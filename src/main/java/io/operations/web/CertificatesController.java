package io.operations.web;

import io.operations.operation.OperationException;
import io.operations.operation.OperationView;
import io.operations.requestor.AccessPolicy;
import io.operations.requestor.Caller;
import io.operations.requestor.Certificate;
import io.operations.requestor.Certificates;
import io.operations.requestor.KeyStrength;
import io.operations.requestor.Permission;
import io.operations.requestor.Projects;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /1.0/certificates}: client certificates that are trusted, and tokens with which clients have theirs trusted. */
@RestController
@RequestMapping("/1.0/certificates")
class CertificatesController {

    /** Those of the largest size make 8 MiB. */
    private static final int PORTION = 128;

    private final Certificates certificates;
    private final TrustTokens tokens;
    private final Projects projects;
    private final RequestBodies bodies;
    private final Lifecycles lifecycles;
    private final CallerLimits limits;
    private final ListPages pages;
    private final Clock clock;

    CertificatesController(
            Certificates certificates,
            TrustTokens tokens,
            Projects projects,
            RequestBodies bodies,
            Lifecycles lifecycles,
            CallerLimits limits,
            ListPages pages,
            Clock clock) {
        this.certificates = certificates;
        this.projects = projects;
        this.lifecycles = lifecycles;
        this.tokens = tokens;
        this.bodies = bodies;
        this.limits = limits;
        this.pages = pages;
        this.clock = clock;
    }

    @GetMapping
    void list(
            @RequestParam(defaultValue = "") String recursion,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String after,
            Caller caller,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        AccessPolicy.requireOnServer(caller, Permission.CAN_EDIT);
        var query = PageQuery.of(recursion, limit, after, Certificate::isFingerprint, "a fingerprint");
        pages.answer(query, query.urlsOnly() ? urls() : objects(), caller, request, response);
    }

    private ListPages.Kind<?> urls() {
        return ListPages.Kind.ofKeys(certificates::fingerprints, CertificatesController::url);
    }

    private ListPages.Kind<?> objects() {
        return new ListPages.Kind<>(certificates::list, Certificate::fingerprint, CertificateView::of, PORTION);
    }

    @GetMapping("/{fingerprint}")
    Envelope get(@PathVariable String fingerprint, Caller caller) {
        AccessPolicy.requireOnServer(caller, Permission.CAN_EDIT);
        return Envelope.sync(CertificateView.of(find(fingerprint)));
    }

    @DeleteMapping("/{fingerprint}")
    Envelope remove(@PathVariable String fingerprint, Caller caller) {
        AccessPolicy.requireOnServer(caller, Permission.CAN_EDIT);
        var trusted = find(fingerprint);
        var removed = lifecycles.commit(
                "certificate-deleted",
                url(trusted),
                "",
                caller.requestor(),
                () -> certificates.remove(trusted.fingerprint()));
        if (!removed) throw unknown();
        return Envelope.empty();
    }

    private Certificate find(String fingerprint) {
        return certificates.find(fingerprint.toLowerCase(Locale.ROOT)).orElseThrow(CertificatesController::unknown);
    }

    private static OperationException unknown() {
        return new OperationException.NotFound("Certificate not found");
    }

    /** Whoever has a trust token may use it; all else is for those who may edit the server. */
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Envelope> post(Caller caller, HttpServletRequest request) {
        if (!caller.isTrusted() && Callers.presented(request) == null)
            throw new OperationException.Forbidden("Present a client certificate, over TLS");
        limits.scheduling(caller, 1);
        var payload = CertificatePayload.of(bodies.readCertificate(request));
        if (payload.trustToken() instanceof String token) {
            RefusalFilter.call(request, TrustTokens.REFUSED);
            return redeem(token, own(payload, caller, request), caller);
        }
        AccessPolicy.requireOnServer(caller, Permission.CAN_EDIT);
        payload.requireProjects(projects);
        return payload.isToken()
                ? accepted(tokens.issue(payload, caller.requestor()))
                : add(presented(payload, request), caller, der -> trusted(payload, der));
    }

    /** The token comes first: a caller without one does not learn which certificates are trusted. */
    private ResponseEntity<Envelope> redeem(String token, X509Certificate certificate, Caller caller) {
        tokens.require(token);
        return add(certificate, caller, der -> TrustTokens.trusted(tokens.redeem(token, caller.requestor()), der));
    }

    /** A caller that presents a certificate has that one trusted, and no other, unless it may edit the server. */
    private X509Certificate own(CertificatePayload payload, Caller caller, HttpServletRequest request) {
        var certificate = presented(payload, request);
        var shown = Callers.presented(request);
        if (shown != null && !shown.equals(certificate) && !AccessPolicy.mayOnServer(caller, Permission.CAN_EDIT))
            throw new OperationException.Invalid("Field \"certificate\" must be the certificate of the connection");
        return certificate;
    }

    private static Certificate trusted(CertificatePayload payload, byte[] der) {
        return Certificate.of(payload.requiredName(), payload.type(), payload.restricted(), payload.projects(), der);
    }

    private X509Certificate presented(CertificatePayload payload, HttpServletRequest request) {
        var given = payload.given();
        var certificate = given == null ? Callers.presented(request) : given;
        if (certificate == null)
            throw new OperationException.Invalid(
                    "Field \"certificate\" is required, unless a client certificate is presented over TLS");
        if (certificate.getNotAfter().toInstant().isBefore(clock.instant()))
            throw new OperationException.Invalid("Certificate has expired");
        KeyStrength.weakness(certificate).ifPresent(it -> {
            throw new OperationException.Invalid("Field \"certificate\" has " + it);
        });
        return certificate;
    }

    /** What is trusted already is not trusted twice, and uses no token up. */
    private ResponseEntity<Envelope> add(
            X509Certificate certificate, Caller caller, Function<byte[], Certificate> trust) {
        if (certificates.find(Certificate.fingerprint(certificate)).isPresent()) throw alreadyTrusted();
        var trusted = trust.apply(Certificate.der(certificate));
        var added = lifecycles.commit(
                "certificate-created", url(trusted), "", caller.requestor(), () -> certificates.add(trusted));
        if (!added) throw alreadyTrusted();
        return ResponseEntity.created(URI.create(url(trusted))).body(Envelope.empty());
    }

    private static OperationException alreadyTrusted() {
        return new OperationException.Conflict("Certificate is already trusted");
    }

    private static ResponseEntity<Envelope> accepted(OperationView token) {
        return ResponseEntity.accepted().location(URI.create(token.url())).body(Envelope.async(token));
    }

    private static String url(Certificate certificate) {
        return url(certificate.fingerprint());
    }

    private static String url(String fingerprint) {
        return "/1.0/certificates/" + fingerprint;
    }

    /** A trusted certificate, as clients see it. */
    record CertificateView(
            String name,
            String type,
            boolean restricted,
            List<String> projects,
            String certificate,
            String fingerprint) {

        static CertificateView of(Certificate it) {
            return new CertificateView(
                    it.name(),
                    it.type().name().toLowerCase(Locale.ROOT),
                    it.restricted(),
                    it.projects(),
                    it.pem(),
                    it.fingerprint());
        }
    }
}

package io.operations.requestor;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Which client certificates are trusted. What is taken back counts no more after a second, on every member. */
@Component
public final class Certificates {

    private static final Duration KNOWN_FOR = Duration.ofSeconds(1);
    private static final int KNOWN = 10_000;
    private static final String PROTOCOL = "tls";

    /** As much of a fingerprint as stock clients show, or more. */
    private static final Pattern PREFIX = Pattern.compile("[0-9a-f]{12,64}");

    private final CertificateRepository repository;
    private final Grants grants;
    private final Clock clock;
    private final Cache<String, Optional<Certificate>> known =
            Caffeine.newBuilder().expireAfterWrite(KNOWN_FOR).maximumSize(KNOWN).build();

    Certificates(CertificateRepository repository, Grants grants, Clock clock) {
        this.repository = repository;
        this.grants = grants;
        this.clock = clock;
    }

    /**
     * Who presents this certificate, and has proved that its key is theirs.
     *
     * @return an untrusted caller unless the certificate is trusted, its key is strong and its time has come and is not over
     */
    public Caller caller(java.security.cert.X509Certificate presented, String address) {
        var fingerprint = Certificate.fingerprint(presented);
        if (!isValid(presented) || KeyStrength.weakness(presented).isPresent()) return Caller.untrusted(address);
        return caller(
                new Requestor(fingerprint, PROTOCOL, address),
                presented.getNotAfter().toInstant());
    }

    /** The same caller with the rights that its certificate has by now; others as they are. */
    public Caller now(Caller caller) {
        return caller.requestor().protocol().equals(PROTOCOL) ? caller(caller.requestor(), caller.until()) : caller;
    }

    private Caller caller(Requestor requestor, Instant until) {
        var fingerprint = requestor.username();
        return trusted(fingerprint)
                .map(it -> new Caller(requestor, true, it.access().and(grants.ofCertificate(fingerprint)), until))
                .orElseGet(() -> Caller.untrusted(requestor.address()));
    }

    private Optional<Certificate> trusted(String fingerprint) {
        return known.get(fingerprint, repository::find);
    }

    private boolean isValid(java.security.cert.X509Certificate certificate) {
        var now = clock.instant();
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant());
    }

    /** @return whether it was not trusted before */
    public boolean add(Certificate certificate) {
        var added = repository.insert(certificate);
        forget(certificate.fingerprint());
        return added;
    }

    /**
     * Changes what a certificate is trusted with; of its projects those that exist stay.
     *
     * @return whether it was as it is given
     */
    public boolean change(Certificate before, Certificate after) {
        var changed = repository.update(before, after);
        forget(before.fingerprint());
        return changed;
    }

    /** @return whether it was trusted */
    public boolean remove(String fingerprint) {
        var removed = repository.delete(fingerprint);
        forget(fingerprint);
        return removed;
    }

    /** Before the commit a look-up would find what was there, and remember it. */
    private void forget(String fingerprint) {
        if (TransactionSynchronizationManager.isSynchronizationActive())
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCompletion(int status) {
                    known.invalidate(fingerprint);
                }
            });
        else known.invalidate(fingerprint);
    }

    /** Those with greater fingerprints, in the order of their fingerprints, so many at most. */
    public List<Certificate> list(String after, int most) {
        return repository.list(after, most);
    }

    /** The fingerprints of the same. */
    public List<String> fingerprints(String after, int most) {
        return repository.fingerprints(after, most);
    }

    /** The one whose fingerprint is or begins so; nothing where several do, or the text is too short to tell. */
    public Optional<Certificate> find(String prefix) {
        if (!PREFIX.matcher(prefix).matches()) return Optional.empty();
        var found = repository.startingWith(prefix);
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }
}

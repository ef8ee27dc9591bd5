package io.operations.requestor;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.springframework.context.ApplicationContext;

/** All statements about projects, certificates and lifecycle events, each at least once. */
public final class RequestorStatements {

    private final ProjectRepository projects;
    private final CertificateRepository certificates;
    private final LifecycleRepository lifecycles;
    private final String project;
    private final Certificate certificate;

    public RequestorStatements(ApplicationContext context, String project) {
        this.project = project;
        projects = context.getBean(ProjectRepository.class);
        certificates = context.getBean(CertificateRepository.class);
        lifecycles = context.getBean(LifecycleRepository.class);
        certificate = Certificate.of(
                "laptop",
                Certificate.Type.CLIENT,
                true,
                List.of(project),
                "any bytes".getBytes(StandardCharsets.UTF_8));
    }

    /** Makes a project, and a certificate that is for it. */
    public void make(Instant now) {
        projects.insert(new Project(project, "for a while", now));
        projects.list(Set.of(project), "", 10);
        projects.names(null, "", 10);
        projects.find(project);
        projects.isTaken(project);
        certificates.insert(certificate);
        certificates.list("", 10);
        certificates.fingerprints("", 10);
        certificates.find(certificate.fingerprint());
        certificates.update(certificate, certificate);
        certificates.startingWith(certificate.fingerprint().substring(0, 12));
        tell();
    }

    private void tell() {
        var entry = new LifecycleEntry(
                LifecycleEntry.Kind.CHANGE,
                "project-created",
                "m1",
                project,
                "/1.0/projects/" + project,
                LifecycleEntry.Origin.NONE,
                LifecycleEntry.Target.NONE,
                "");
        lifecycles.insert(List.of(entry, entry));
        lifecycles.page(new LifecycleQuery(null, Visibility.ALL, 10, Long.MAX_VALUE));
        lifecycles.pruneMoreThan(1, LifecycleEntry.Kind.CHANGE, 10);
        lifecycles.pruneOlderThan(Duration.ofHours(-1), 10);
    }

    /** Marks the project as being deleted. */
    public Project mark() {
        return projects.mark(project).orElseThrow();
    }

    public void delete(Project marked) {
        projects.forget(marked);
        projects.delete(marked);
        certificates.delete(certificate.fingerprint());
    }
}

package io.operations.requestor;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.springframework.context.ApplicationContext;

/** All statements about projects and certificates, each at least once. */
public final class RequestorStatements {

    private final ProjectRepository projects;
    private final CertificateRepository certificates;
    private final String project;
    private final Certificate certificate;

    public RequestorStatements(ApplicationContext context, String project) {
        this.project = project;
        projects = context.getBean(ProjectRepository.class);
        certificates = context.getBean(CertificateRepository.class);
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
        projects.all();
        projects.find(project);
        projects.isTaken(project);
        certificates.insert(certificate);
        certificates.all();
        certificates.find(certificate.fingerprint());
        certificates.update(certificate, certificate);
        certificates.startingWith(certificate.fingerprint().substring(0, 12));
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

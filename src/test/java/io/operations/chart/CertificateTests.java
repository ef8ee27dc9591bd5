package io.operations.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.certmanager.api.model.v1.Issuer;
import io.fabric8.kubernetes.api.model.ContainerPort;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** TLS is on where cert-manager is installed, and the members show the certificate that it keeps (row "TLS"). */
class CertificateTests {

    private static final String DATABASE = "database.existingSecret.name=pg-app";
    private static final String BY_CERT_MANAGER = "tls.certManager.enabled=true";
    private static final String NAME = Chart.NAME + "-tls";

    /** Helm renders without a cluster here, and then knows its own APIs only: one of those stands for cert-manager's. */
    private static Manifests inAClusterWithCertManager(String... values) {
        var installed = Map.entry("Has \"cert-manager.io/v1\"", "Has \"apps/v1\"");
        return Chart.with(Map.of("templates/_helpers.tpl", installed)).rendered(List.of(values));
    }

    private static boolean hasTls(Manifests rendered) {
        return rendered.service().getPorts().stream()
                .map(ContainerPort::getName)
                .anyMatch("https"::equals);
    }

    private static String secret(Manifests rendered) {
        return rendered.member().getVolumes().stream()
                .filter(it -> it.getName().equals("tls"))
                .map(it -> it.getSecret().getSecretName())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void isMadeWhereCertManagerIsInstalled() {
        var rendered = inAClusterWithCertManager(DATABASE);

        assertThat(hasTls(rendered)).isTrue();
        assertThat(rendered.named(Certificate.class, NAME).getSpec().getSecretName())
                .isEqualTo(secret(rendered));
    }

    @Test
    void isNotAskedForElsewhere() {
        var rendered = Chart.render(DATABASE);

        assertThat(hasTls(rendered)).isFalse();
        assertThat(rendered.each(Certificate.class)).isEmpty();
    }

    @Test
    void isNotMadeBesideASecretOfYours() {
        var rendered = inAClusterWithCertManager(DATABASE, "tls.existingSecret=mine");

        assertThat(secret(rendered)).isEqualTo("mine");
        assertThat(rendered.each(Certificate.class)).isEmpty();
    }

    @Test
    void canBeDeclined() {
        for (var declined : List.of("tls.enabled=false", "tls.certManager.enabled=false")) {
            var rendered = inAClusterWithCertManager(DATABASE, declined);

            assertThat(hasTls(rendered)).as(declined).isFalse();
            assertThat(rendered.each(Certificate.class)).as(declined).isEmpty();
        }
    }

    @Test
    void isForTheNamesOfTheService() {
        var spec = Chart.render(DATABASE, BY_CERT_MANAGER, "tls.certManager.dnsNames[0]=ops.example.com")
                .named(Certificate.class, NAME)
                .getSpec();

        assertThat(spec.getDnsNames())
                .contains(Chart.NAME, Chart.NAME + "." + Chart.NAMESPACE + ".svc", "ops.example.com");
        assertThat(spec.getUsages()).containsExactly("server auth");
    }

    /** Each issuer that is named is there, and each authority has the Secret that its issuer reads. */
    @Test
    void isSignedByAnAuthorityOfTheRelease() {
        var rendered = Chart.render(DATABASE, BY_CERT_MANAGER);

        var issuer = rendered.named(
                Issuer.class,
                rendered.named(Certificate.class, NAME).getSpec().getIssuerRef().getName());
        var authority =
                rendered.named(Certificate.class, issuer.getSpec().getCa().getSecretName());
        assertThat(authority.getSpec().getIsCA()).isTrue();
        assertThat(authority.getSpec().getSecretName())
                .isEqualTo(issuer.getSpec().getCa().getSecretName());
        var root =
                rendered.named(Issuer.class, authority.getSpec().getIssuerRef().getName());
        assertThat(root.getSpec().getSelfSigned()).isNotNull();
    }

    @Test
    void isSignedByYourIssuer() {
        var rendered = Chart.render(DATABASE, BY_CERT_MANAGER, "tls.certManager.issuer.name=internal");

        var reference = rendered.one(Certificate.class).getSpec().getIssuerRef();
        assertThat(reference.getName()).isEqualTo("internal");
        assertThat(reference.getKind()).isEqualTo("ClusterIssuer");
        assertThat(rendered.each(Issuer.class)).isEmpty();
    }

    @Test
    void canBeAllThatIsSpoken() {
        var rendered = Chart.render(DATABASE, BY_CERT_MANAGER, "tls.only=true");

        assertThat(rendered.service().getPorts())
                .extracting(ContainerPort::getName)
                .containsExactly("https", "management");
    }

    @Test
    void isMissedWhereTlsIsWanted() {
        assertThatThrownBy(() -> Chart.render(DATABASE, "tls.enabled=true"))
                .hasMessageContaining("tls.existingSecret, or install cert-manager");
    }
}

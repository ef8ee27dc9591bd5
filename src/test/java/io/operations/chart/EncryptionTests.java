package io.operations.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretProjection;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** §4: the keys under which the members keep secrets, and the secrets that they send. */
class EncryptionTests {

    private static final String DATABASE = "database.existingSecret.name=pg-app";
    private static final String NAME = Chart.NAME + "-encryption";

    private static String keys(Manifests rendered) {
        return rendered.named(Secret.class, NAME).getStringData().get("keys");
    }

    private static Volume volume(Manifests rendered, String name) {
        return rendered.member().getVolumes().stream()
                .filter(it -> it.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void haveAKeyThatIsMadeAtTheInstallation() {
        var rendered = Chart.render(DATABASE);

        var made = keys(rendered).strip().split(":");
        assertThat(Base64.getDecoder().decode(made[1])).hasSize(32);
        assertThat(keys(Chart.render(DATABASE))).isNotEqualTo(keys(rendered));
        assertThat(volume(rendered, "keys").getSecret().getSecretName()).isEqualTo(NAME);
        assertThat(rendered.properties())
                .containsEntry("operations.encryption.key-file", "/etc/operation-service-keys/keys");
    }

    /** There is no cluster to ask: Helm's question for the Secret is answered here. */
    @Test
    void keepTheirKeysOverUpgradesAndRemovals() {
        var question =
                "{{- if or .Release.IsUpgrade (.Capabilities.APIVersions.Has \"v1/Secret\") -}}\n{{- $kept = (lookup \"v1\" \"Secret\" .Release.Namespace $name).data";
        var answer = "{{- if true -}}\n{{- $kept = (dict \"data\" (dict \"keys\" (b64enc \"new:a\\nold:b\\n\"))).data";
        var edits = Map.of("templates/encryption.yaml", Map.entry(question, answer));

        assertThat(keys(Chart.with(edits).rendered(List.of(DATABASE)))).isEqualTo("new:a\nold:b\n");
        assertThat(annotations(Chart.render(DATABASE))).containsEntry("helm.sh/resource-policy", "keep");
    }

    /** Its database goes with it. */
    @Test
    void leaveNothingBehindAfterATrial() {
        assertThat(annotations(Chart.render("trial.postgresql.enabled=true"))).isNullOrEmpty();
    }

    private static Map<String, String> annotations(Manifests rendered) {
        return rendered.named(Secret.class, NAME).getMetadata().getAnnotations();
    }

    @Test
    void areThoseOfASecretThatIsNamed() {
        var rendered = Chart.render(DATABASE, "encryption.existingSecret=ops-keys", "encryption.secretKey=all");

        var secret = volume(rendered, "keys").getSecret();
        assertThat(secret.getSecretName()).isEqualTo("ops-keys");
        assertThat(secret.getItems()).containsExactly(new KeyToPath("all", null, "keys"));
        assertThat(rendered.each(Secret.class)).isEmpty();
    }

    @Test
    void areNotThereWhereNoneAreWanted() {
        var rendered = Chart.render(DATABASE, "encryption.generate=false");

        assertThat(rendered.each(Secret.class)).isEmpty();
        assertThat(rendered.properties()).doesNotContainKey("operations.encryption.key-file");
        assertThat(rendered.member().getVolumes()).noneMatch(it -> it.getName().equals("keys"));
    }

    @Test
    void secretsThatAreSentAreMountedByTheirNames() {
        var rendered = Chart.render(Combinations.of("a Secret", "calls"));

        assertThat(rendered.properties())
                .containsEntry("operations.http.allowed-hosts", List.of("*.example.org"))
                .containsEntry(
                        "operations.http.secrets",
                        Map.of(
                                "backup",
                                Map.of(
                                        "file", "/etc/operation-service-secrets/backup",
                                        "projects", List.of("default"),
                                        "hosts", List.of("backup.example.org:443"))));
        var source = volume(rendered, "secrets").getProjected().getSources().getFirst();
        assertThat(source.getSecret())
                .isEqualTo(new SecretProjection(List.of(new KeyToPath("token", null, "backup")), "backup", null));
    }

    @Test
    void whatMayBeCalledIsSaidOnce() {
        assertThatThrownBy(() -> Chart.render(
                        DATABASE, "http.allowedHosts[0]=a", "properties.operations\\.http\\.allowed-hosts[0]=b"))
                .hasMessageContaining("only one of them can be");
    }

    @Test
    void whatOperatorsDemandIsPassedOn() {
        assertThat(Chart.render(Combinations.of("a Secret", "proxies")).properties())
                .containsEntry("operations.database.tls", "verified")
                .containsEntry("operations.web.trusted-proxies", List.of("10.0.0.0/8"));
        assertThatThrownBy(() -> Chart.render(DATABASE, "http.secrets[0].name=a"))
                .hasMessageContaining("existingSecret");
    }
}

package io.operations.web;

import io.operations.operation.OperationException;
import io.operations.requestor.Certificate;
import io.operations.requestor.Project;
import io.operations.requestor.Projects;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /1.0/certificates} (contract §6.2).
 *
 * @param isToken     whether a trust token is asked for, and not a certificate given
 * @param trustToken  one that was issued; older clients have it as their password
 * @param certificate as PEM, or as the Base64 of a PEM; null for the one of the connection
 */
record CertificatePayload(
        String name,
        Certificate.Type type,
        boolean restricted,
        List<String> projects,
        boolean isToken,
        @Nullable String trustToken,
        @Nullable String certificate) {

    private static final Set<String> KNOWN =
            Set.of("name", "type", "restricted", "projects", "certificate", "password", "trust_token", "token");

    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}\\p{Cs}]{0,255}");
    private static final String PEM_BEGIN = "-----BEGIN";

    static CertificatePayload of(Fields fields) {
        fields.only(KNOWN);
        var restricted = fields.bool("restricted");
        var type = type(fields.text("type"));
        var projects = fields.texts("projects");
        if (restricted && type != Certificate.Type.CLIENT)
            throw new OperationException.Invalid("Field \"restricted\" is for certificates of type client");
        if (projects.stream().anyMatch(it -> !Project.isName(it)))
            throw new OperationException.Invalid("Field \"projects\" must be names of projects");
        if (!restricted && !projects.isEmpty())
            throw new OperationException.Invalid("Field \"projects\" needs \"restricted\": true");
        return new CertificatePayload(
                name(fields),
                type,
                restricted,
                projects,
                fields.bool("token"),
                firstOf(fields.text("trust_token"), fields.text("password")),
                firstOf(fields.text("certificate")));
    }

    private static String name(Fields fields) {
        var name = Optional.ofNullable(fields.text("name")).orElse("").strip();
        if (!NAME.matcher(name).matches())
            throw new OperationException.Invalid(
                    "Field \"name\" must be at most 255 characters, no control characters");
        return name;
    }

    /** The Go client has an empty one with a trust token, which knows its own. */
    private static Certificate.Type type(@Nullable String name) {
        return Arrays.stream(Certificate.Type.values())
                .filter(it ->
                        it.name().toLowerCase(Locale.ROOT).equals(name == null || name.isEmpty() ? "client" : name))
                .findFirst()
                .orElseThrow(() -> new OperationException.Invalid("Field \"type\" must be client or metrics"));
    }

    private static @Nullable String firstOf(@Nullable String... texts) {
        return Arrays.stream(texts)
                .filter(it -> it != null && !it.isBlank())
                .findFirst()
                .orElse(null);
    }

    /** Refuses to go on without a name. */
    String requiredName() {
        if (name.isEmpty()) throw new OperationException.Invalid("Field \"name\" is required");
        return name;
    }

    /** Refuses projects that do not exist. */
    void requireProjects(Projects existing) {
        projects.stream().filter(it -> !existing.exists(it)).forEach(it -> {
            throw new OperationException.Invalid("Field \"projects\" names \"" + it + "\", which does not exist");
        });
    }

    /** The certificate that is given; null if none is. */
    @Nullable
    X509Certificate given() {
        return certificate == null ? null : parse(certificate.strip());
    }

    private static X509Certificate parse(String text) {
        try {
            var bytes = text.startsWith(PEM_BEGIN)
                    ? text.getBytes(StandardCharsets.US_ASCII)
                    : Base64.getMimeDecoder().decode(text);
            var factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes));
        } catch (CertificateException | IllegalArgumentException e) {
            throw new OperationException.Invalid(
                    "Field \"certificate\" must be an X.509 certificate, in PEM or the Base64 of its DER");
        }
    }

    /** Secrets are none of anybody's business. */
    @Override
    public String toString() {
        return "CertificatePayload[" + name + "]";
    }
}

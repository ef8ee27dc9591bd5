package io.operations.requestor;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A client certificate that is trusted (contract §3.9).
 *
 * @param fingerprint SHA-256 of the certificate, in lower-case hexadecimal; who the caller is
 * @param name        for people
 * @param type        what it is for
 * @param restricted  whether it is for its projects only
 * @param projects    names of projects; none unless it is restricted
 * @param der         the certificate itself
 */
public record Certificate(
        String fingerprint, String name, Type type, boolean restricted, List<String> projects, byte[] der) {

    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");

    /** What a certificate is for. */
    public enum Type {
        /** The whole API. */
        CLIENT,
        /** Scraping metrics, and nothing else. */
        METRICS
    }

    public Certificate {
        projects = List.copyOf(projects);
    }

    /** Whether a certificate may have this fingerprint. */
    public static boolean isFingerprint(String text) {
        return FINGERPRINT.matcher(text).matches();
    }

    /** Names a certificate by what it is. */
    public static Certificate of(String name, Type type, boolean restricted, List<String> projects, byte[] der) {
        return new Certificate(fingerprint(der), name, type, restricted, projects, der);
    }

    /** The fingerprint of whatever certificate. */
    public static String fingerprint(X509Certificate certificate) {
        return fingerprint(der(certificate));
    }

    /** The bytes of whatever certificate. */
    public static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("A certificate that was read can be written", e);
        }
    }

    static String fingerprint(byte[] der) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** As a PEM file has it. */
    public String pem() {
        return pem(der);
    }

    /** The same of whatever certificate. */
    public static String pem(X509Certificate certificate) {
        return pem(der(certificate));
    }

    private static String pem(byte[] der) {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END CERTIFICATE-----\n";
    }

    /** What whoever presents it may do. */
    Access access() {
        return switch (type) {
            case METRICS -> Access.onServer(Set.of(Permission.CAN_VIEW_METRICS));
            case CLIENT -> restricted ? Access.inProjects(projects, AccessPolicy.RESTRICTED) : Access.ALL;
        };
    }
}

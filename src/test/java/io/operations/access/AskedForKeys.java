package io.operations.access;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Presents a certificate to whoever asks for one, and remembers whose they asked for. */
final class AskedForKeys extends X509ExtendedKeyManager {

    private static final String ALIAS = "client";

    private final ClientCertificate certificate;
    private final List<List<Principal>> issuers = new CopyOnWriteArrayList<>();

    AskedForKeys(ClientCertificate certificate) {
        this.certificate = certificate;
    }

    /** Of each time that it was asked. */
    List<List<Principal>> issuers() {
        return issuers;
    }

    @Override
    public String chooseClientAlias(String[] types, Principal @Nullable [] asked, @Nullable Socket socket) {
        issuers.add(asked == null ? List.of() : List.of(asked));
        return ALIAS;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return new X509Certificate[] {certificate.certificate()};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return certificate.key();
    }

    @Override
    public String[] getClientAliases(String type, Principal @Nullable [] asked) {
        return new String[] {ALIAS};
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] asked) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal @Nullable [] asked, @Nullable Socket socket) {
        return null;
    }
}

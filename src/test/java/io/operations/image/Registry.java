package io.operations.image;

import static org.awaitility.Awaitility.await;

import io.operations.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A registry of images on this machine, Debian's docker-registry, and images in it that hold nothing. */
final class Registry implements AutoCloseable {

    private final Path folder;
    private final int port = Ports.free();
    private final Process process;

    /** @param folder empty, for its files */
    Registry(Path folder) throws IOException {
        this.folder = folder;
        var configuration =
                Files.writeString(folder.resolve("registry.yml"), """
                        version: 0.1
                        storage: {filesystem: {rootdirectory: %s}}
                        http: {addr: "127.0.0.1:%d"}
                        """.formatted(folder.resolve("storage"), port));
        process = run(List.of("docker-registry", "serve", configuration.toString()));
        await().until(() -> Ports.isListening(port));
    }

    private Process run(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(command.getFirst() + ".log").toFile())
                .start();
    }

    /** {@code host:port}. */
    String address() {
        return "127.0.0.1:" + port;
    }

    /**
     * Makes an image unlike all others.
     *
     * @param name with its tag, {@code library/postgres:18.6}
     * @return the digest of its manifest
     */
    String push(String name) throws IOException, InterruptedException {
        var layout = Files.createDirectories(folder.resolve("layout").resolve(name.replace(':', '_')));
        Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\": \"1.0.0\"}");
        var config = blob(layout, """
                {"architecture": "amd64", "os": "linux", "author": "%s", "rootfs": {"type": "layers", "diff_ids": []}}""".formatted(name));
        var manifest = blob(layout, """
                {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "layers": [],\
                 "config": {"mediaType": "application/vnd.oci.image.config.v1+json", %s}}""".formatted(config));
        Files.writeString(layout.resolve("index.json"), """
                {"schemaVersion": 2, "manifests": [{"mediaType": "application/vnd.oci.image.manifest.v1+json", %s}]}""".formatted(manifest));
        var target = "docker://" + address() + "/" + name;
        var copied = run(List.of("skopeo", "copy", "-q", "--dest-tls-verify=false", "oci:" + layout, target))
                .waitFor();
        if (copied != 0) throw new IOException(Files.readString(folder.resolve("skopeo.log")));
        return manifest.replaceFirst(".*(sha256:[0-9a-f]{64}).*", "$1");
    }

    /** What refers to it. */
    private static String blob(Path layout, String content) throws IOException {
        var bytes = content.getBytes(StandardCharsets.UTF_8);
        var hash = sha256(bytes);
        Files.write(Files.createDirectories(layout.resolve("blobs/sha256")).resolve(hash), bytes);
        return "\"digest\": \"sha256:" + hash + "\", \"size\": " + bytes.length;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        await().until(() -> !process.isAlive());
    }
}

package io.operations.openapi;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Chromium without a window, over its DevTools protocol: what it shows, asks for and complains about. */
final class Browser implements WebSocket.Listener, AutoCloseable {

    /** This machine, for the browser; pages may do less for loopback than for others. There are no other hosts. */
    static final String HOST = "operations.example";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern ADDRESS = Pattern.compile("DevTools listening on ws://([^/]+)/");
    private static final int PATIENCE_SECONDS = 30;

    private final Path profile;
    private final Process process;
    private final WebSocket socket;
    private final StringBuilder frame = new StringBuilder();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    Browser() {
        try {
            profile = Files.createTempDirectory("chromium");
            // As root it has no sandbox; it sees nothing but pages of the service.
            process = new ProcessBuilder(
                            "chromium",
                            "--headless",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-background-networking",
                            "--host-resolver-rules=MAP " + HOST + " 127.0.0.1, MAP * ~NOTFOUND",
                            "--window-size=1280,2400",
                            "--remote-debugging-port=0",
                            "--user-data-dir=" + profile,
                            "about:blank")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(page(address()), this)
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (var domain : new String[] {"Network", "Log", "Runtime", "Page"}) ask(domain + ".enable", Map.of());
    }

    private String address() throws IOException {
        try (var lines = process.errorReader()) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var said = ADDRESS.matcher(line);
                if (said.find()) return said.group(1);
            }
        }
        throw new IOException("Chromium did not start");
    }

    private static URI page(String address) throws IOException {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://" + address + "/json/list"))
                    .build();
            var pages = JSON.readTree(HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body());
            return pages.values().stream()
                    .filter(it -> it.path("type").asString().equals("page"))
                    .map(it -> URI.create(it.path("webSocketDebuggerUrl").asString()))
                    .findFirst()
                    .orElseThrow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Goes there. */
    void open(String url) {
        ask("Page.navigate", Map.of("url", url));
    }

    /** What an expression comes to on the page. */
    JsonNode evaluate(String expression) {
        return ask("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true))
                .at("/result/value");
    }

    /** A picture of what is to be seen. */
    void photograph(Path to) {
        try {
            Files.write(
                    to,
                    Base64.getDecoder()
                            .decode(ask("Page.captureScreenshot", Map.of())
                                    .path("data")
                                    .asString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The URLs that it has asked for. */
    List<String> requests() {
        return requests;
    }

    /** What pages and the browser itself had to say that is no good news. */
    List<String> complaints() {
        return complaints;
    }

    private JsonNode ask(String method, Map<String, Object> params) {
        var number = numbers.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        asked.put(number, answer);
        socket.sendText(JSON.writeValueAsString(Map.of("id", number, "method", method, "params", params)), true)
                .join();
        return answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        frame.append(data);
        if (last) {
            hear(JSON.readTree(frame.toString()));
            frame.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    private void hear(JsonNode message) {
        var answered = message.has("id") ? asked.remove(message.path("id").asInt()) : null;
        if (answered != null) answered.complete(message.path("result"));
        var params = message.path("params");
        switch (message.path("method").asString("")) {
            case "Network.requestWillBeSent" ->
                requests.add(params.at("/request/url").asString());
            case "Network.loadingFailed", "Runtime.exceptionThrown" -> complaints.add(params.toString());
            case "Log.entryAdded" -> complain(params.path("entry"), "level");
            case "Runtime.consoleAPICalled" -> complain(params, "type");
            default -> {}
        }
    }

    private void complain(JsonNode said, String how) {
        if (said.path(how).asString().matches("error|warning")) complaints.add(said.toString());
    }

    @Override
    public void close() {
        socket.abort();
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                process.destroyForcibly().waitFor();
            // Its own children write into it for a moment longer.
            await().ignoreException(DirectoryNotEmptyException.class)
                    .until(() -> FileSystemUtils.deleteRecursively(profile) || Files.notExists(profile));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

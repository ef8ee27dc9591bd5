import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * An endpoint that does slow work and says how far it is: {@code java src/examples/Backup.java [port]}, then
 * {@code POST /backup}. It takes ten seconds and answers with one JSON document a line.
 */
public class Backup {

    private static final int STEPS = 20;
    private static final long STEP_MILLIS = 500;
    private static final long STEP_BYTES = 5_000_000;

    public static void main(String[] arguments) throws IOException {
        var port = arguments.length == 0 ? 9000 : Integer.parseInt(arguments[0]);
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.createContext("/backup", Backup::backUp);
        server.setExecutor(work -> new Thread(work).start());
        server.start();
        System.out.println("Backing up at http://127.0.0.1:" + server.getAddress().getPort() + "/backup");
    }

    private static void backUp(HttpExchange exchange) throws IOException {
        var operation = exchange.getRequestHeaders().getFirst("Operation-Id");
        System.out.println(operation + " starts");
        exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
        exchange.sendResponseHeaders(200, 0);
        try (exchange) {
            for (var step = 1; step <= STEPS; step++) {
                Thread.sleep(STEP_MILLIS);
                say(exchange, "{\"progress\": {\"stage\": \"copy\", \"percent\": " + 100 * step / STEPS
                        + ", \"processed\": " + step * STEP_BYTES + ", \"speed\": " + 1000 * STEP_BYTES / STEP_MILLIS
                        + "}}");
            }
            say(exchange, "{\"return\": {\"snapshot\": \"v1-2026\"}}");
            System.out.println(operation + " is done");
        } catch (IOException e) {
            System.out.println(operation + " was cancelled");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(HttpExchange exchange, String line) throws IOException {
        exchange.getResponseBody().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }
}

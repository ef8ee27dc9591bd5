package io.operations.hook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.io.CloseMode;

/** A request that has been answered, with a body still to be read. Closing closes the connection, read or not. */
final class Exchange implements AutoCloseable {

    private final CloseableHttpClient client;
    private final HttpUriRequestBase request;
    private final ClassicHttpResponse response;

    Exchange(CloseableHttpClient client, HttpUriRequestBase request, ClassicHttpResponse response) {
        this.client = client;
        this.request = request;
        this.response = response;
    }

    int status() {
        return response.getCode();
    }

    /** In ASCII. Apache makes one character of each byte, whatever the endpoint's encoding. */
    Optional<String> location() {
        return Optional.ofNullable(response.getFirstHeader("Location"))
                .map(it -> Endpoint.ascii(it.getValue().getBytes(ISO_8859_1)));
    }

    /** Media type without parameters, in lower case; empty if the endpoint did not say. Compressed, it is just bytes. */
    String mediaType() {
        var encoding = response.getFirstHeader("Content-Encoding");
        if (encoding != null && !encoding.getValue().equalsIgnoreCase("identity")) {
            return "application/octet-stream";
        }
        return contentType()
                .map(it -> it.getMimeType().toLowerCase(Locale.ROOT))
                .orElse("");
    }

    Charset charset() {
        return contentType().map(it -> it.getCharset(UTF_8)).orElse(UTF_8);
    }

    private Optional<ContentType> contentType() {
        return Optional.ofNullable(response.getFirstHeader("Content-Type"))
                .map(it -> ContentType.parseLenient(it.getValue()));
    }

    InputStream body() throws IOException {
        var entity = response.getEntity();
        return entity == null ? InputStream.nullInputStream() : entity.getContent();
    }

    /** By cancelling: closing the body instead would first read all that is left of it. */
    @Override
    public void close() {
        request.cancel();
        client.close(CloseMode.IMMEDIATE);
    }
}

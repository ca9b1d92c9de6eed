package dev.slipway.request;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.problem.Problem;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.EnumSet;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Writes answers as JSON, in gzip where the client takes that and the answer is worth it. Not by the server's own compression, which
 * would meddle with what workspaces answer.
 */
@Provider
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class JsonWriter implements ServerMessageBodyWriter<Object> {
    private static final int WORTH_IT = 1_024;
    private static final Set<Coding> CODINGS = EnumSet.of(Coding.GZIP, Coding.IDENTITY);

    private final ObjectMapper json;

    public JsonWriter(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public boolean isWriteable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo resource, MediaType mediaType) {
        return isOurs(type);
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return isOurs(type);
    }

    /** A text, bytes and streams are written as they are. */
    private static boolean isOurs(Class<?> type) {
        return type.getName().startsWith("dev.slipway.");
    }

    @Override
    public void writeResponse(Object answer, Type genericType, ServerRequestContext context) throws IOException {
        byte[] plain = json.writeValueAsBytes(answer);
        ServerHttpResponse response = context.serverResponse();
        if (plain.length < WORTH_IT) {
            response.end(plain);
            return;
        }
        response.addResponseHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        String accepted = context.getRequestHeaders().getHeaderString(HttpHeaders.ACCEPT_ENCODING);
        if (Coding.wanted(accepted, CODINGS).filter(Coding.GZIP::equals).isPresent()) {
            response.setResponseHeader(HttpHeaders.CONTENT_ENCODING, Coding.GZIP.token);
            response.end(compressed(plain));
        } else {
            response.end(plain);
        }
    }

    @Override
    public void writeTo(
            Object answer,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream stream)
            throws IOException {
        stream.write(json.writeValueAsBytes(answer));
    }

    private static byte[] compressed(byte[] plain) throws IOException {
        ByteArrayOutputStream small = new ByteArrayOutputStream(plain.length / 4);
        try (OutputStream gzip = new FastGzip(small)) {
            gzip.write(plain);
        }
        return small.toByteArray();
    }

    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}

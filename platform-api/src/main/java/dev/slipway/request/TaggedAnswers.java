package dev.slipway.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * Answers that show one thing, each with the tag of its state: {@code "<version>.<fingerprint>"}. The version counts what a person
 * changed, and goes into {@link IfMatch}; the fingerprint is of all that is shown.
 */
@ApplicationScoped
public class TaggedAnswers {
    private static final int NOT_MODIFIED = 304;
    private static final int FINGERPRINT_BYTES = 8;

    private final ObjectMapper json;

    TaggedAnswers(ObjectMapper json) {
        this.json = json;
    }

    /** Answers a change. */
    public <T> RestResponse<T> changed(int status, long version, T shown, Object lasting) {
        return RestResponse.ResponseBuilder.<T>create(status)
                .header(HttpHeaders.ETAG, tag(version, lasting))
                .entity(shown)
                .build();
    }

    /**
     * Answers a look.
     *
     * @param version of what is shown
     * @param shown what is answered
     * @param lasting the same without what only grows old, such as when it was looked at
     * @param ifNoneMatch {@code If-None-Match}: where the client has this state it is not sent again
     * @throws ProblemException {@code invalid-request} when that is no such condition
     */
    public <T> RestResponse<T> looked(long version, T shown, Object lasting, @Nullable String ifNoneMatch) {
        String tag = tag(version, lasting);
        boolean isKnown = EntityTags.read("If-None-Match", ifNoneMatch)
                .map(given -> given.listed().stream()
                        .anyMatch(known -> known.replaceFirst("^W/", "").equals(tag)))
                .orElse(ifNoneMatch != null);
        RestResponse.ResponseBuilder<T> answer = isKnown
                ? RestResponse.ResponseBuilder.create(NOT_MODIFIED)
                : RestResponse.ResponseBuilder.<T>create(RestResponse.StatusCode.OK)
                        .entity(shown);
        return answer.header(HttpHeaders.ETAG, tag).build();
    }

    private String tag(long version, Object lasting) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(json.writeValueAsBytes(lasting));
            return "\"" + version + "." + HexFormat.of().formatHex(Arrays.copyOf(whole, FINGERPRINT_BYTES)) + "\"";
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.slipway.catalog.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Asks one registry: logs in as it wants, goes where it sends, waits and tries again where that may help, and says in our words
 * what it does not give. Credentials and tokens go to the registry and its token server, never to where a redirect leads
 * (<a href="https://distribution.github.io/distribution/spec/auth/token/">token authentication</a>).
 */
final class RegistryCalls implements AutoCloseable {
    private static final int TRIES = 3;
    private static final int MOST_REDIRECTS = 5;
    private static final long TOKEN_BYTES = 1 << 20;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration NOTHING_SAID = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RegistryHttp http;
    private final Clock clock;
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();

    private record Token(String header, Instant end) {}

    RegistryCalls(RegistryHttp http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    Registry registry() {
        return http.registry();
    }

    /**
     * Asks for something in a repository.
     *
     * @param method {@code GET} or {@code HEAD}
     * @param path below the repository, such as {@code manifests/latest}
     * @param accept the media types that are understood
     * @param most bytes of the answer's body
     * @return an answer with the status 200
     */
    HttpResponse<byte[]> ask(String method, String repository, String path, List<String> accept, long most) {
        URI uri = registry().api().resolve(repository + "/" + path);
        for (int attempt = 1; ; attempt++) {
            HttpResponse<byte[]> answer = authorized(method, repository, uri, accept, most);
            int status = answer.statusCode();
            if (status == 200) {
                return answer;
            }
            boolean last = attempt == TRIES;
            switch (status) {
                case 401, 403 -> throw unauthorized(repository);
                case 404 ->
                    throw new RegistryException.NotFound("The registry "
                            + registry().host() + " has no " + repository + " " + path.replace('/', ' '));
                case 429 -> waitOrGiveUp(retryAfter(answer).orElse(NOTHING_SAID), last, this::rateLimited);
                case 500, 502, 503, 504 ->
                    waitOrGiveUp(
                            retryAfter(answer).orElse(Duration.ofMillis(200L << attempt)),
                            last,
                            wait -> failing(status));
                default ->
                    throw new RegistryException.Invalid(
                            "The registry " + registry().host() + " answers with status " + status, null);
            }
        }
    }

    private void waitOrGiveUp(Duration wait, boolean last, Function<Duration, RegistryException> fault) {
        if (last || wait.compareTo(LONGEST_WAIT) > 0) {
            throw fault.apply(wait);
        }
        pause(wait);
    }

    /** Asks with the token that served before, and once more with a new one where that is wanted. */
    private HttpResponse<byte[]> authorized(String method, String repository, URI uri, List<String> accept, long most) {
        Optional<String> authorization = Optional.ofNullable(tokens.get(repository))
                .filter(token -> clock.instant().isBefore(token.end()))
                .map(Token::header);
        HttpResponse<byte[]> answer = followed(method, uri, authorization, accept, most);
        if (answer.statusCode() != 401) {
            return answer;
        }
        Challenge challenge = Challenge.preferred(answer.headers().allValues("WWW-Authenticate"))
                .orElseThrow(() -> unauthorized(repository));
        Token token = challenge.scheme().equals("bearer") ? bearer(challenge, repository) : basic(repository);
        tokens.put(repository, token);
        return followed(method, uri, Optional.of(token.header()), accept, most);
    }

    private HttpResponse<byte[]> followed(
            String method, URI first, Optional<String> authorization, List<String> accept, long most) {
        URI uri = first;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            HttpRequest.Builder request = HttpRequest.newBuilder().method(method, HttpRequest.BodyPublishers.noBody());
            accept.forEach(type -> request.header("Accept", type));
            if (isSameOrigin(uri, first)) {
                authorization.ifPresent(header -> request.header("Authorization", header));
            }
            HttpResponse<byte[]> answer = http.send(request, uri, most);
            Optional<String> location = answer.headers().firstValue("Location");
            if (!List.of(301, 302, 303, 307, 308).contains(answer.statusCode()) || location.isEmpty()) {
                return answer;
            }
            uri = resolved(uri, location.get());
        }
        throw new RegistryException.Invalid("The registry " + registry().host() + " redirects in circles", null);
    }

    private URI resolved(URI base, String text) {
        try {
            return base.resolve(text);
        } catch (IllegalArgumentException e) {
            throw new RegistryException.Invalid(registry().host() + " redirects to an address that is none", e);
        }
    }

    private static boolean isSameOrigin(URI one, URI other) {
        return one.getScheme().equals(other.getScheme())
                && one.getRawAuthority().equals(other.getRawAuthority());
    }

    private Token basic(String repository) {
        String header = registry().credentials().map(RegistryCalls::basic).orElseThrow(() -> unauthorized(repository));
        return new Token(header, Instant.MAX);
    }

    private static String basic(Registry.Credentials credentials) {
        String pair = credentials.username() + ":" + credentials.password();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private Token bearer(Challenge challenge, String repository) {
        String realm = challenge.parameter("realm").orElseThrow(() -> unauthorized(repository));
        StringBuilder query = new StringBuilder(realm.indexOf('?') < 0 ? "?" : "&");
        challenge
                .parameter("service")
                .ifPresent(service ->
                        query.append("service=").append(encoded(service)).append('&'));
        query.append("scope=").append(encoded("repository:" + repository + ":pull"));
        HttpRequest.Builder request = HttpRequest.newBuilder().GET();
        registry().credentials().ifPresent(credentials -> request.header("Authorization", basic(credentials)));
        HttpResponse<byte[]> answer = http.send(request, resolved(registry().api(), realm + query), TOKEN_BYTES);
        switch (answer.statusCode()) {
            case 200 -> {}
            case 400, 401, 403, 404 -> throw unauthorized(repository);
            case 429 -> throw rateLimited(retryAfter(answer).orElse(NOTHING_SAID));
            default -> throw failing(answer.statusCode());
        }
        try {
            JsonNode json = JSON.readTree(answer.body());
            String token = json.path("token").asText(json.path("access_token").asText(""));
            long seconds = Math.clamp(json.path("expires_in").asLong(60), 0, 3600);
            if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
                throw new RegistryException.Invalid(
                        "The token server of " + registry().host() + " sends no token", null);
            }
            // Not to the last second: the request takes its time.
            return new Token("Bearer " + token, clock.instant().plusSeconds(Math.max(0, seconds - 10)));
        } catch (IOException e) {
            throw new RegistryException.Invalid(
                    "The token server of " + registry().host() + " sends no JSON", e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private RegistryException.Unauthorized unauthorized(String repository) {
        return new RegistryException.Unauthorized("The registry " + registry().host() + " does not give " + repository
                + (registry().credentials().isEmpty()
                        ? " to strangers: it wants credentials"
                        : " to these credentials"));
    }

    private RegistryException.RateLimited rateLimited(Duration wait) {
        return new RegistryException.RateLimited(
                "The registry " + registry().host() + " was asked too often; it may be asked again in "
                        + wait.toSeconds() + " seconds",
                wait);
    }

    private RegistryException.Unavailable failing(int status) {
        return new RegistryException.Unavailable(
                "The registry " + registry().host() + " fails with status " + status, null);
    }

    /** Seconds, or a date (<a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110, 10.2.3</a>). */
    private Optional<Duration> retryAfter(HttpResponse<?> answer) {
        return answer.headers().firstValue("Retry-After").flatMap(text -> {
            if (text.matches("\\d{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
            }
            try {
                Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                Duration wait = Duration.between(clock.instant(), then);
                return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
            } catch (DateTimeParseException e) {
                return Optional.empty();
            }
        });
    }

    private void pause(Duration wait) {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException.Unavailable("The registry " + registry().host() + " was not waited for", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}

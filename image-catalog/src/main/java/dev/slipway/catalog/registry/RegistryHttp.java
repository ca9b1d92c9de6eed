package dev.slipway.catalog.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * One request to one registry, or to where it sends us on: to allowed addresses only, with a bound on the time and on the
 * bytes. It follows no redirect by itself and tries nothing twice; {@link RegistryCalls} does.
 */
final class RegistryHttp implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Registry registry;
    private final Duration deadline;
    private final HttpClient client;

    /**
     * Prepares for requests to a registry.
     *
     * @param deadline for a whole exchange, the body included
     * @throws RegistryException.Unavailable when its certificates cannot be read
     */
    RegistryHttp(Registry registry, Duration deadline) {
        this.registry = registry;
        this.deadline = deadline;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1);
        registry.ca().ifPresent(ca -> {
            try {
                builder.sslContext(trusting(ca));
            } catch (IOException | GeneralSecurityException e) {
                throw new RegistryException.Unavailable(
                        "The certificates of " + registry.host() + " in " + ca + " cannot be read: " + e.getMessage(),
                        e);
            }
        });
        client = builder.build();
    }

    Registry registry() {
        return registry;
    }

    /**
     * Asks.
     *
     * @param most bytes of the answer's body
     * @throws RegistryException.Refused when the address is not one to ask
     * @throws RegistryException.Invalid when the body is larger than that
     * @throws RegistryException.Unavailable when there is no answer in time
     */
    HttpResponse<byte[]> send(HttpRequest.Builder request, URI uri, long most) {
        requireAllowed(uri);
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(
                request.uri(uri)
                        .timeout(deadline)
                        .header("User-Agent", "slipway")
                        .build(),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), most));
        try {
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unavailable("does not answer within " + deadline.toSeconds() + " seconds", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("was not waited for", e);
        } catch (ExecutionException e) {
            throw translated(e.getCause() == null ? e : e.getCause(), most);
        } finally {
            answer.cancel(true);
        }
    }

    private RegistryException translated(Throwable fault, long most) {
        // The JDK has no type of its own for it: HttpResponse.BodyHandlers.limiting.
        if (String.valueOf(fault.getMessage()).contains("exceed")) {
            return new RegistryException.Invalid(
                    registry.host() + " sends more than the " + most + " bytes that this may have", fault);
        }
        String words = fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
        return unavailable("cannot be asked: " + words, fault);
    }

    private RegistryException.Unavailable unavailable(String what, Throwable cause) {
        return new RegistryException.Unavailable("The registry " + registry.host() + " " + what, cause);
    }

    private void requireAllowed(URI uri) {
        String scheme = String.valueOf(uri.getScheme());
        if (uri.getHost() == null || uri.getUserInfo() != null) {
            throw new RegistryException.Invalid(registry.host() + " names an address that is none: " + uri, null);
        }
        if (!scheme.equals("https") && !(scheme.equals("http") && registry.plainHttp())) {
            throw new RegistryException.Refused(
                    registry.host() + " is listed with TLS and leads to an address without it: " + uri.getHost());
        }
        if (!registry.privateAddresses()) {
            AddressRules.requirePublic(uri.getHost());
        }
    }

    /** The public authorities and the file's. */
    private static SSLContext trusting(Path ca) throws IOException, GeneralSecurityException {
        List<Certificate> authorities = new ArrayList<>();
        TrustManagerFactory common = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        common.init((KeyStore) null);
        for (TrustManager manager : common.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                authorities.addAll(Arrays.asList(x509.getAcceptedIssuers()));
            }
        }
        try (InputStream pem = Files.newInputStream(ca)) {
            authorities.addAll(CertificateFactory.getInstance("X.509").generateCertificates(pem));
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("authority-" + i, authorities.get(i));
        }
        TrustManagerFactory all = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        all.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, all.getTrustManagers(), null);
        return context;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}

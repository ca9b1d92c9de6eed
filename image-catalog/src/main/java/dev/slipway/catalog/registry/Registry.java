package dev.slipway.catalog.registry;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A registry that may be asked, as an administrator lists it.
 *
 * @param host as references write it, such as {@code nvcr.io} or {@code registry.example.org:5000}
 * @param plainHttp whether it is asked without TLS
 * @param privateAddresses whether it, its token server and its blob storage may have addresses that are not public
 * @param ca certificates, in PEM, that it may be known by besides the public authorities'
 * @param credentials what it is asked with
 * @param mirrors hosts of other listed registries that are asked first, in this order
 */
public record Registry(
        String host,
        boolean plainHttp,
        boolean privateAddresses,
        Optional<Path> ca,
        Optional<Credentials> credentials,
        List<String> mirrors) {
    public Registry {
        mirrors = List.copyOf(mirrors);
    }

    /** A public registry, asked by nobody in particular. */
    static Registry open(String host) {
        return new Registry(host, false, false, Optional.empty(), Optional.empty(), List.of());
    }

    /** A name and a secret. Its text does not show the secret. */
    public record Credentials(String username, String password) {
        @Override
        public String toString() {
            return username + ":…";
        }
    }

    /** Where its API begins. Docker Hub's is on a host of its own. */
    URI api() {
        String address = host.equals(RegistryReference.DOCKER_HUB) ? "registry-1.docker.io" : host;
        return URI.create((plainHttp ? "http://" : "https://") + address + "/v2/");
    }
}

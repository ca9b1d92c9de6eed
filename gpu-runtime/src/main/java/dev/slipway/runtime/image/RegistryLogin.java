package dev.slipway.runtime.image;

/** What a registry is shown by the engine. Its text does not show the password. */
public record RegistryLogin(String username, String password) {
    @Override
    public String toString() {
        return username + ":…";
    }
}

package dev.slipway.webui;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.request.Coding;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What web-ui's build made: the files, compressed there already, and the paths that the page knows. */
@ApplicationScoped
class Site {
    /** The page, for every path that it knows. */
    static final String INDEX = "/index.html";

    private static final String ROOT = "dist";

    private final Map<String, Listed> files;
    private final Pages pages;

    /**
     * As web-ui's {@code files.ts} writes it.
     *
     * @param type the media type
     * @param tag a hash of its content
     * @param sizes bytes by {@link Coding}'s token
     */
    record Listed(String type, String tag, Map<String, Integer> sizes) {}

    record Listing(List<String> pages, Map<String, Listed> files) {}

    /**
     * A file.
     *
     * @param tag differs from that of every other content
     * @param sizes how many bytes it has in each way that it is written
     */
    record SiteFile(String path, String type, String tag, Map<Coding, Integer> sizes) {
        /** Reads it. Blocks. */
        byte[] read(Coding coding) {
            try (InputStream in = open(ROOT + path + coding.suffix)) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    Site(ObjectMapper json) {
        try (InputStream in = open("site.json")) {
            Listing listing = json.readValue(in, Listing.class);
            this.files = listing.files();
            this.pages = new Pages(listing.pages());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = Site.class.getResourceAsStream(name);
        if (in == null) {
            throw new FileNotFoundException(name + " is missing from the class path");
        }
        return in;
    }

    /** The file at a path; the index at every path that the page knows. */
    Optional<SiteFile> at(String path) {
        String name = pages.has(path) ? INDEX : path;
        return Optional.ofNullable(files.get(name)).map(listed -> {
            Map<Coding, Integer> sizes = new EnumMap<>(Coding.class);
            for (Coding coding : Coding.values()) {
                Integer size = listed.sizes().get(coding.token);
                if (size != null) {
                    sizes.put(coding, size);
                }
            }
            return new SiteFile(name, listed.type(), listed.tag(), Collections.unmodifiableMap(sizes));
        });
    }

    /** The page itself. Blocks. */
    String index() {
        return new String(at(INDEX).orElseThrow().read(Coding.IDENTITY), StandardCharsets.UTF_8);
    }
}

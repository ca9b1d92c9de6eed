package dev.slipway.catalog.context;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Keeps an archive's entries within its folder: by their names, by what links name, and by what stands under a link. */
final class EntryNames {
    private static final int LONGEST = 4096;
    private static final int LONGEST_PART = 255;

    private final Set<String> files = new HashSet<>();
    private final Set<String> links = new HashSet<>();
    private final Set<String> folders = new HashSet<>();

    /**
     * An entry's name without needless parts; empty for the folder itself.
     *
     * @throws ContextException when it leads out of the folder
     */
    String folder(String name) throws ContextException {
        String path = clean(name);
        if (files.contains(path) || links.contains(path)) {
            throw new ContextException(shown(name) + " stands twice in the archive");
        }
        folders.add(path);
        return path;
    }

    String file(String name) throws ContextException {
        String path = once(name);
        files.add(path);
        return path;
    }

    /** A symbolic link; what it names is there inside the folder, or nowhere. */
    String symbolicLink(String name, String target) throws ContextException {
        String path = once(name);
        if (folders.contains(path)) {
            throw new ContextException(shown(name) + " stands twice in the archive");
        }
        int depth = (int) path.chars().filter(c -> c == '/').count();
        boolean down = false;
        if (target.isEmpty() || target.startsWith("/")) {
            throw leaves(name, target);
        }
        for (String part : target.split("/", -1)) {
            if (part.equals("..")) {
                // After another part it would be one up from wherever that leads, which may be a link.
                if (down || --depth < 0) {
                    throw leaves(name, target);
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                down = true;
            }
        }
        links.add(path);
        return path;
    }

    /** A second name for a file that came before. */
    String hardLink(String name, String target) throws ContextException {
        String of = clean(target);
        if (!files.contains(of)) {
            throw new ContextException(
                    shown(name) + " is a link to " + shown(target) + ", which is no file before it in the archive");
        }
        return file(name);
    }

    String target(String target) throws ContextException {
        return clean(target);
    }

    private String once(String name) throws ContextException {
        String path = clean(name);
        if (path.isEmpty() || files.contains(path) || links.contains(path) || folders.contains(path)) {
            throw new ContextException(shown(name) + " stands twice in the archive");
        }
        return path;
    }

    private String clean(String name) throws ContextException {
        if (name.length() > LONGEST || name.startsWith("/") || name.chars().anyMatch(c -> c < ' ')) {
            throw new ContextException(shown(name) + " is no path within the archive");
        }
        List<String> parts = new ArrayList<>();
        for (String part : name.split("/", -1)) {
            if (part.equals("..") || part.length() > LONGEST_PART) {
                throw new ContextException(shown(name) + " leads out of the archive's folder");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        var above = new StringBuilder();
        for (String part : parts.subList(0, Math.max(0, parts.size() - 1))) {
            above.append(above.isEmpty() ? "" : "/").append(part);
            if (links.contains(above.toString()) || files.contains(above.toString())) {
                throw new ContextException(
                        shown(name) + " stands under " + shown(above.toString()) + ", which is no folder");
            }
            folders.add(above.toString());
        }
        return String.join("/", parts);
    }

    private static ContextException leaves(String name, String target) {
        return new ContextException(
                "The link " + shown(name) + " to " + shown(target) + " leads out of the archive's folder");
    }

    static String shown(String name) {
        String plain = name.replaceAll("[^ -~\\u00A0-\\uFFFF]", "?");
        return plain.length() > 200 ? plain.substring(0, 200) + "…" : plain;
    }
}

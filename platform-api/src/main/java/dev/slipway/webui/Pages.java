package dev.slipway.webui;

import java.util.List;

/**
 * The paths that the page itself knows, as its router has them: {@code /workspaces/:id}. A part that begins with a colon stands for
 * any part of a path.
 */
final class Pages {
    private final List<String[]> pages;

    Pages(List<String> paths) {
        this.pages = paths.stream().map(Pages::parts).toList();
    }

    /** Whether one of them is meant; with or without a slash at its end. */
    boolean has(String path) {
        String[] parts = parts(path);
        return pages.stream().anyMatch(page -> isMeant(page, parts));
    }

    private static boolean isMeant(String[] page, String[] parts) {
        if (page.length != parts.length) {
            return false;
        }
        for (int i = 0; i < page.length; i++) {
            boolean fits = page[i].startsWith(":") ? !parts[i].isEmpty() : page[i].equals(parts[i]);
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static String[] parts(String path) {
        String bare = path.length() > 2 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return bare.split("/", -1);
    }
}

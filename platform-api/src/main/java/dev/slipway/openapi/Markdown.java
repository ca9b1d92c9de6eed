package dev.slipway.openapi;

import com.github.therapi.runtimejavadoc.Comment;
import com.github.therapi.runtimejavadoc.CommentVisitor;
import com.github.therapi.runtimejavadoc.Link;
import com.github.therapi.runtimejavadoc.Value;
import java.util.Locale;
import java.util.regex.Pattern;

/** Writes a comment of Javadoc as CommonMark, which OpenAPI has its descriptions in. */
final class Markdown implements CommentVisitor {
    private static final Pattern ANCHOR = Pattern.compile("<a href=\"([^\"]+)\">([^<]+)</a>");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private final StringBuilder written = new StringBuilder();

    private Markdown() {}

    static String of(Comment comment) {
        Markdown markdown = new Markdown();
        comment.visit(markdown);
        String text = SPACE.matcher(markdown.written).replaceAll(" ").strip();
        return ANCHOR.matcher(text).replaceAll("[$2]($1)").replaceAll(" ?<p> ?", "\n\n");
    }

    @Override
    public void commentText(String value) {
        written.append(value);
    }

    @Override
    public void inlineLink(Link link) {
        String label = link.getLabel();
        written.append('`')
                .append(label == null || label.isBlank() ? link.getReferencedMemberName() : label)
                .append('`');
    }

    @Override
    public void inlineTag(String name, String value) {
        boolean isCode = name.toLowerCase(Locale.ROOT).equals("code");
        written.append(isCode ? "`" + value + "`" : value);
    }

    @Override
    public void inlineValue(Value value) {
        written.append(value.getReferencedMemberName());
    }
}

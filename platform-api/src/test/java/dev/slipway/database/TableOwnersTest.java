package dev.slipway.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each table is one package's: that of its entity. No statement of another names either. */
class TableOwnersTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path SCRIPTS = Path.of("src/main/resources/db/migration");

    private static final Pattern CREATED = Pattern.compile("(?im)^\\s*create table (?:if not exists )?(\\w+)");
    private static final Pattern RENAMED = Pattern.compile("(?im)^\\s*alter table (\\w+) rename to (\\w+)");
    private static final Pattern DROPPED = Pattern.compile("(?im)^\\s*drop table (?:if exists )?(\\w+)");
    private static final Pattern ENTITY = Pattern.compile(
            "@Entity\\s+@Table\\(name = \"(\\w+)\"\\)\\s+((?:@\\w+(?:\\([^)]*\\))?\\s+)*)((?:\\w+ )*)class (\\w+)");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");

    private static final Pattern COMMENT = Pattern.compile("//[^\\n]*|/\\*[\\s\\S]*?\\*/");

    /** What a source consists of where a quotation mark means something. */
    private static final Pattern TOKEN = Pattern.compile("\"\"\"(?<block>(?:\\\\.|[^\\\\])*?)\"\"\""
            + "|\"(?<line>(?:\\\\.|[^\"\\\\\\n])*)\""
            + "|'(?:\\\\.|[^'\\\\\\n])+'|" + COMMENT);

    private static final String BEFORE_A_NAME = "(?:from|join|into|update|using|truncate|table)\\b";
    private static final String NAMED = "\\w+(?:\\s+(?:as\\s+)?(?!" + BEFORE_A_NAME + ")\\w+)?";
    private static final Pattern USE =
            Pattern.compile("(?i)\\b" + BEFORE_A_NAME + "\\s+(?:only\\s+)?(" + NAMED + "(?:\\s*,\\s*" + NAMED + ")*)");

    /** An entity, and whether others could see it. */
    private record Entity(String table, String name, String owner, boolean isVisible) {}

    /** A source file with its package and the texts in it, those that are put together as one. */
    private record Source(String file, String owner, String text) {
        static Source of(Path path) {
            String text = read(path);
            Matcher declared = PACKAGE.matcher(text);
            assertThat(declared.find()).as("a package of " + path).isTrue();
            return new Source(path.getFileName().toString(), declared.group(1), text);
        }

        List<Entity> entities() {
            return ENTITY.matcher(text)
                    .results()
                    .map(found -> new Entity(
                            found.group(1),
                            found.group(4),
                            owner,
                            found.group(3).contains("public")))
                    .toList();
        }

        List<String> texts() {
            return textsIn(text);
        }
    }

    private static List<String> textsIn(String source) {
        List<String> texts = new ArrayList<>();
        Matcher token = TOKEN.matcher(source);
        int end = -1;
        while (token.find()) {
            String text = token.group("block") == null ? token.group("line") : token.group("block");
            if (text != null) {
                boolean goesOn = end >= 0
                        && COMMENT.matcher(source.substring(end, token.start()))
                                .replaceAll("")
                                .strip()
                                .equals("+");
                texts.add(goesOn ? texts.removeLast() + text : text);
                end = token.end();
            }
        }
        return texts;
    }

    /** What a statement reads or changes; of a text that is none, some of its words. */
    private static Set<String> namesIn(String statement) {
        return USE.matcher(statement)
                .results()
                .flatMap(found -> Arrays.stream(found.group(1).split(",", -1)))
                .map(one -> one.strip().split("\\s+", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Source> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .map(Source::of)
                    .toList();
        }
    }

    /** Those that there are when all scripts have run. */
    private static Set<String> tables() throws IOException {
        Set<String> tables = new TreeSet<>();
        try (Stream<Path> scripts = Files.list(SCRIPTS)) {
            List<String> inOrder = scripts.sorted((one, other) -> Integer.compare(versionOf(one), versionOf(other)))
                    .map(TableOwnersTest::read)
                    .toList();
            for (String script : inOrder) {
                CREATED.matcher(script).results().map(found -> found.group(1)).forEach(tables::add);
                for (MatchResult renamed : RENAMED.matcher(script).results().toList()) {
                    tables.remove(renamed.group(1));
                    tables.add(renamed.group(2));
                }
                DROPPED.matcher(script).results().map(found -> found.group(1)).forEach(tables::remove);
            }
        }
        return tables;
    }

    private static int versionOf(Path script) {
        String name = script.getFileName().toString();
        return Integer.parseInt(name.substring(1, name.indexOf("__")));
    }

    private static List<Entity> entities() throws IOException {
        return sources().stream().flatMap(source -> source.entities().stream()).toList();
    }

    @Test
    void everyTableHasOneOwner() throws IOException {
        List<Entity> entities = entities();
        assertThat(entities).extracting(Entity::table).doesNotHaveDuplicates();
        assertThat(entities).extracting(Entity::name).doesNotHaveDuplicates();
        assertThat(entities)
                .filteredOn(Entity::isVisible)
                .as("entities that others see")
                .isEmpty();
        assertThat(entities).extracting(Entity::table).containsExactlyInAnyOrderElementsOf(tables());
        long marked = sources().stream()
                .filter(source -> Pattern.compile("(?m)^@Entity\\b")
                        .matcher(source.text())
                        .find())
                .count();
        assertThat(entities).as("each is read here").hasSize((int) marked);
    }

    @Test
    void noStatementNamesATableOfAnotherPackage() throws IOException {
        Map<String, String> owners = new HashMap<>();
        for (Entity entity : entities()) {
            owners.put(entity.table(), entity.owner());
            owners.put(entity.name().toLowerCase(Locale.ROOT), entity.owner());
        }
        Set<String> foreign = new TreeSet<>();
        int own = 0;
        for (Source source : sources()) {
            for (String text : source.texts()) {
                for (String name : namesIn(text)) {
                    String owner = owners.get(name.toLowerCase(Locale.ROOT));
                    if (source.owner().equals(owner)) {
                        own++;
                    } else if (owner != null) {
                        foreign.add(source.file() + ": " + name);
                    }
                }
            }
        }
        assertThat(own).as("statements that were read").isGreaterThan(50);
        assertThat(foreign).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "select * from a where x = 1; a",
                "select x from a l join b as m on m.id = l.id left join c on true; a b c",
                "select x from a join b on true; a b",
                "select 1 from a, b x, c as y where exists (select from d); a b c d",
                "insert into a (x) select x from b on conflict do nothing; a b",
                "with u as (update a set x = 1 returning x) select x from u; a u",
                "DELETE FROM ARow WHERE id in (select id from BRow); ARow BRow",
                "delete from a using b where a.id = b.id; a b",
                "update a set x = (select max(y) from only b); a b",
                "truncate a, b; a b"
            })
    void seesWhatAStatementNames(String statement, String names) {
        assertThat(namesIn(statement)).containsExactlyInAnyOrder(names.split(" ", -1));
    }

    @Test
    void readsTextsAndNoComments() {
        String source = String.join(
                "\n",
                "/** A \"from a\" of none. */",
                "String one = \"select x \" // what \"is\" wanted",
                "        + \"from a\";",
                "char quote = '\"';",
                "@HQL(\"\"\"",
                "        update \"b\" set x = 1\"\"\")",
                "int two(); // \"from c\"",
                "String three = \"d \\\"e\\\"\", four = \"f\";");
        assertThat(textsIn(source))
                .extracting(String::strip)
                .containsExactly("select x from a", "update \"b\" set x = 1", "d \\\"e\\\"", "f");
    }
}

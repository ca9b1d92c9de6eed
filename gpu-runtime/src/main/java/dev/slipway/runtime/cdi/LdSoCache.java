package dev.slipway.runtime.cdi;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The dynamic linker's cache, {@code /etc/ld.so.cache}, as glibc's {@code ldconfig} writes it: where a library is that a program
 * asks for by name. Its form is in glibc's <a
 * href="https://sourceware.org/git/?p=glibc.git;a=blob;f=sysdeps/generic/dl-cache.h">dl-cache.h</a>, for little-endian machines.
 *
 * @param entries one for each library, in the linker's own order
 * @param capabilities names of processors' abilities, which entries name by their position here
 */
record LdSoCache(List<Entry> entries, List<String> capabilities) {
    /** Of an image that has none: the linker looks in its usual directories then. */
    static final LdSoCache EMPTY = new LdSoCache(List.of(), List.of());

    /** Caches of before glibc 2.32 begin with a table in an older form, which every linker since 2.2 passes over. */
    private static final byte[] OLD = "ld.so-1.7.0".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] NEW = "glibc-ld.so.cache1.1".getBytes(StandardCharsets.US_ASCII);
    private static final int OLD_COUNT = 12;
    private static final int OLD_HEAD = 16;
    private static final int OLD_ENTRY = 12;
    private static final int NEW_HEAD = 48;
    private static final int NEW_ENTRY = 24;
    private static final int EXTENSION_AT = 32;
    private static final byte LITTLE_ENDIAN = 2;
    private static final int EXTENSION = 0xeaa42174;
    private static final int EXTENSION_HEAD = 24;
    private static final int CAPABILITIES = 1;

    /** A library of glibc's for x86-64. */
    private static final int GLIBC_X86_64 = 0x0303;

    /** Whatever bytes a path has in it go through. */
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    LdSoCache {
        entries = List.copyOf(entries);
        capabilities = List.copyOf(capabilities);
    }

    /**
     * One library.
     *
     * @param flags for which processors and which C library it is
     * @param name what programs ask for
     * @param path where it is
     * @param osVersion no longer used
     * @param hwcap what the processor has to be able to do
     */
    record Entry(int flags, String name, String path, int osVersion, long hwcap) {}

    /**
     * Reads a file's bytes.
     *
     * @throws IllegalArgumentException where they are not a cache in a form that is known
     */
    static LdSoCache read(byte[] file) {
        try {
            ByteBuffer whole = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
            int begin = startsWith(whole, 0, OLD) ? align(OLD_HEAD + OLD_ENTRY * whole.getInt(OLD_COUNT), 8) : 0;
            if (!startsWith(whole, begin, NEW)) {
                throw new IllegalArgumentException("not a linker's cache in a form that is known");
            }
            ByteBuffer cache = whole.slice(begin, file.length - begin).order(ByteOrder.LITTLE_ENDIAN);
            int count = cache.getInt(NEW.length);
            if (count < 0 || count > cache.capacity() / NEW_ENTRY) {
                throw new IllegalArgumentException("a linker's cache of " + count + " libraries that is too short");
            }
            Texts texts = new Texts(cache);
            List<Entry> entries = new ArrayList<>();
            for (int at = NEW_HEAD; entries.size() < count; at += NEW_ENTRY) {
                entries.add(new Entry(
                        cache.getInt(at),
                        texts.at(cache.getInt(at + 4)),
                        texts.at(cache.getInt(at + 8)),
                        cache.getInt(at + 12),
                        cache.getLong(at + 16)));
            }
            return new LdSoCache(entries, capabilities(whole, texts, cache.getInt(EXTENSION_AT)));
        } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
            throw new IllegalArgumentException("a linker's cache that ends too early", e);
        }
    }

    private static boolean startsWith(ByteBuffer file, int at, byte[] magic) {
        return at >= 0
                && at + magic.length <= file.capacity()
                && file.slice(at, magic.length).equals(ByteBuffer.wrap(magic));
    }

    private static int align(int offset, int to) {
        return (offset + to - 1) / to * to;
    }

    /**
     * The texts of a cache, each ended by a zero byte. One may be the end of another; so many that all lie in each other are nobody's
     * but an attacker's, whose small file would become a large memory.
     */
    private static final class Texts {
        private static final int MOST_FOR_EACH_BYTE = 4;

        private final ByteBuffer cache;
        private long left;

        Texts(ByteBuffer cache) {
            this.cache = cache;
            this.left = (long) MOST_FOR_EACH_BYTE * cache.capacity();
        }

        String at(int from) {
            int end = from;
            while (cache.get(end) != 0) {
                end++;
            }
            left -= end - from + 1;
            if (left < 0) {
                throw new IllegalArgumentException("a linker's cache whose texts lie in each other");
            }
            byte[] text = new byte[end - from];
            cache.get(from, text);
            return new String(text, BYTES);
        }
    }

    /** Places of the extension count from the beginning of the whole file, those of texts from that of the newer form. */
    private static List<String> capabilities(ByteBuffer whole, Texts texts, int extension) {
        List<String> names = new ArrayList<>();
        if (extension == 0) {
            return names;
        }
        if (whole.getInt(extension) != EXTENSION) {
            throw new IllegalArgumentException("a linker's cache with an extension that is not known");
        }
        int sections = whole.getInt(extension + 4);
        for (int i = 0; i < sections; i++) {
            int section = extension + 8 + 16 * i;
            if (whole.getInt(section) == CAPABILITIES) {
                int from = whole.getInt(section + 8);
                for (int at = from; at < from + whole.getInt(section + 12); at += 4) {
                    names.add(texts.at(whole.getInt(at)));
                }
            }
        }
        return names;
    }

    /**
     * The same with these libraries too, which are found before others of their names.
     *
     * @param libraries paths by names
     */
    LdSoCache with(Map<String, String> libraries) {
        return new LdSoCache(
                Stream.concat(
                                libraries.entrySet().stream()
                                        .map(e -> new Entry(GLIBC_X86_64, e.getKey(), e.getValue(), 0, 0)),
                                entries.stream())
                        .sorted(Comparator.comparing(Entry::name, LdSoCache::compare)
                                .reversed())
                        .toList(),
                capabilities);
    }

    /** How the linker compares names, {@code _dl_cache_libcmp}: digits by the number that they are. */
    private static int compare(String one, String other) {
        int i = 0;
        int j = 0;
        while (i < one.length() && j < other.length()) {
            boolean digit = isDigit(one.charAt(i));
            if (digit != isDigit(other.charAt(j))) {
                return digit ? 1 : -1;
            }
            int a = one.charAt(i++);
            int b = other.charAt(j++);
            if (digit) {
                a -= '0';
                b -= '0';
                for (; i < one.length() && isDigit(one.charAt(i)); i++) {
                    a = a * 10 + one.charAt(i) - '0'; // runs over as the linker's own does
                }
                for (; j < other.length() && isDigit(other.charAt(j)); j++) {
                    b = b * 10 + other.charAt(j) - '0';
                }
            }
            if (a != b) {
                return a - b;
            }
        }
        return (one.length() - i) - (other.length() - j);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The file's bytes, in the newer form, which all linkers since glibc 2.2 read. */
    byte[] write() {
        Strings strings = new Strings(NEW_HEAD + NEW_ENTRY * entries.size());
        ByteBuffer table = ByteBuffer.allocate(NEW_ENTRY * entries.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (Entry entry : entries) {
            table.putInt(entry.flags())
                    .putInt(strings.offset(entry.name()))
                    .putInt(strings.offset(entry.path()))
                    .putInt(entry.osVersion())
                    .putLong(entry.hwcap());
        }
        List<Integer> names = capabilities.stream().map(strings::offset).toList();
        byte[] text = strings.bytes();
        int textEnd = NEW_HEAD + table.capacity() + text.length;
        int extension = names.isEmpty() ? 0 : align(textEnd, 4);
        ByteBuffer file = ByteBuffer.allocate(names.isEmpty() ? textEnd : extension + EXTENSION_HEAD + 4 * names.size())
                .order(ByteOrder.LITTLE_ENDIAN);
        file.put(NEW).putInt(entries.size()).putInt(text.length).put(LITTLE_ENDIAN);
        file.putInt(EXTENSION_AT, extension).put(NEW_HEAD, table.array()).put(NEW_HEAD + table.capacity(), text);
        if (!names.isEmpty()) {
            file.position(extension).putInt(EXTENSION).putInt(1);
            file.putInt(CAPABILITIES)
                    .putInt(0)
                    .putInt(extension + EXTENSION_HEAD)
                    .putInt(4 * names.size());
            names.forEach(file::putInt);
        }
        return file.array();
    }

    /** Texts that end with a zero byte, each once. */
    private static final class Strings {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private final Map<String, Integer> offsets = new HashMap<>();
        private final int begin;

        Strings(int begin) {
            this.begin = begin;
        }

        int offset(String text) {
            return offsets.computeIfAbsent(text, absent -> {
                int offset = begin + written.size();
                written.writeBytes(text.getBytes(BYTES));
                written.write(0);
                return offset;
            });
        }

        byte[] bytes() {
            return written.toByteArray();
        }
    }
}

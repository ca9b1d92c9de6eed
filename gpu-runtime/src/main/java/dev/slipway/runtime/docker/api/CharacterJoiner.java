package dev.slipway.runtime.docker.api;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Reads UTF-8 that comes in pieces, which may end within a character. What is no UTF-8 becomes U+FFFD. */
final class CharacterJoiner {
    private static final int LONGEST_CHARACTER = 4;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] begun = {};

    /** The characters that are whole with this piece. */
    String next(byte[] piece) {
        ByteBuffer bytes = ByteBuffer.allocate(begun.length + piece.length)
                .put(begun)
                .put(piece)
                .flip();
        CharBuffer characters = CharBuffer.allocate(bytes.remaining() + 1);
        decoder.decode(bytes, characters, false);
        begun = new byte[bytes.remaining()];
        bytes.get(begun);
        return characters.flip().toString();
    }

    /** Nothing more comes. */
    String end() {
        CharBuffer characters = CharBuffer.allocate(LONGEST_CHARACTER);
        decoder.decode(ByteBuffer.wrap(begun), characters, true);
        begun = new byte[0];
        return characters.flip().toString();
    }
}

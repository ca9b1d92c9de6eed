package dev.slipway.notice;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** What a sentence names, as the database keeps it: one JSON object beside the code. */
@ApplicationScoped
public class Params {
    private final ObjectMapper json;
    private final ObjectReader strictly;

    Params(ObjectMapper json) {
        this.json = json;
        this.strictly = json.reader()
                .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .with(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    }

    /** Whether the sentence of this names anything. */
    static boolean areNamed(Notice notice) {
        return notice.getClass().getRecordComponents().length > 0;
    }

    /** Null: its sentence names nothing. */
    @Nullable
    public String written(@Nullable Notice notice) {
        if (notice == null || !areNamed(notice)) {
            return null;
        }
        try {
            return json.writeValueAsString(notice);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("params cannot be written as JSON", e);
        }
    }

    /**
     * Reads what goes by a code.
     *
     * @return null where nothing was kept, or what was kept is of another Slipway's making; the message says it all the same
     */
    public <N extends Notice> @Nullable N read(Code code, Class<N> kind, @Nullable String column) {
        if (column == null) {
            return null;
        }
        for (Class<? extends Notice> told : code.records()) {
            try {
                return kind.cast(strictly.forType(told).readValue(column));
            } catch (JsonProcessingException e) {
                // of another shape
            }
        }
        return null;
    }
}

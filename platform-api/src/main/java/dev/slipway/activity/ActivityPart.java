package dev.slipway.activity;

import com.fasterxml.jackson.annotation.JsonValue;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What counts as doing something. */
@Schema(name = "ActivityPartName")
public enum ActivityPart {
    /** A kernel of a Jupyter server that is busy. */
    KERNELS("kernels"),
    /** Input or output of a terminal, whoever opened it. */
    TERMINALS("terminals"),
    /** Processes other than the image's server that use more than 5 % of one processor. */
    PROCESSES("processes"),
    /** Computing on a GPU that it leases. */
    GPUS("gpus"),
    /** What its user sends: requests that no page makes by itself, and messages on a WebSocket. */
    MESSAGES("messages");

    private final String word;

    ActivityPart(String word) {
        this.word = word;
    }

    @JsonValue
    public String word() {
        return word;
    }
}

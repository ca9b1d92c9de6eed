package dev.slipway.notice;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Why a workspace is where it is, for a person to act on.
 *
 * @param params what the sentence names; null: nothing, or it is not known
 * @param message the sentence in English
 */
@Schema(name = "StateReason")
public record StateReason(ReasonCode code, Notice.@Nullable Reason params, String message) {
    /** Whether both are given in the same words. */
    public boolean saysTheSame(StateReason other) {
        return code == other.code && message.equals(other.message);
    }

    public static StateReason of(Notice.Reason reason) {
        return new StateReason(ReasonCode.of(reason), Params.areNamed(reason) ? reason : null, Sentences.of(reason));
    }
}

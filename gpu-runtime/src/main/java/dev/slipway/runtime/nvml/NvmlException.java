package dev.slipway.runtime.nvml;

/** A call of NVML's that failed for another reason than that the card does not support it. */
final class NvmlException extends Exception {
    private static final long serialVersionUID = 1;

    private final int code;

    NvmlException(String function, int code, String message) {
        super(function + ": " + message + " (" + code + ")");
        this.code = code;
    }

    /** The GPU does not answer any more, NVML_ERROR_GPU_IS_LOST, or wants a reset, NVML_ERROR_RESET_REQUIRED. */
    boolean isLost() {
        return code == NvmlLibrary.GPU_IS_LOST || code == NvmlLibrary.RESET_REQUIRED;
    }
}

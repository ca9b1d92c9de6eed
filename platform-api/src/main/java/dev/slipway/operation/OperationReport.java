package dev.slipway.operation;

/** What work tells of itself, as often as there is news. */
public interface OperationReport {
    /** How far it is. */
    void progress(Progress progress);

    /**
     * A line of its log.
     *
     * @param step of a build, from 1; 0: of none
     */
    void line(int step, String text);
}

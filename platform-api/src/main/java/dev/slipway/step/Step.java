package dev.slipway.step;

/**
 * Something that work leaves for good: by one transaction, one call of the engine, or one file. Each room that does work has an enum of
 * its own. A process may die before a step or after it, and at no place between; whoever comes next goes on from there.
 */
public interface Step {
    /** As the enum has it. */
    String name();
}

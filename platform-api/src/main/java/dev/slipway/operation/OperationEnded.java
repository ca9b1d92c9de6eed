package dev.slipway.operation;

/** Tells this process that an operation has ended, however. */
public record OperationEnded(Operation operation) {}

package dev.slipway.runtime.engine;

/** What an engine says of itself and its host. */
public interface EngineFacts {
    @ReadOnly
    EngineInfo info();
}

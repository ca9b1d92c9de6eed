package dev.slipway.stream;

import java.util.List;

/** Fired when other processes have changed something. */
public record ChangedElsewhere(List<String> ids) {}

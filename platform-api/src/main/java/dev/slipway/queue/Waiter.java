package dev.slipway.queue;

import dev.slipway.holder.Holder;
import java.time.Instant;

/**
 * One that waits and could begin.
 *
 * @param since when it was admitted
 */
record Waiter(Holder holder, Instant since, Need need) {}

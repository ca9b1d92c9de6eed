/**
 * Who waits for GPUs, processors and memory: in what order they are served, what is kept for whom, and why each waits. {@link
 * dev.slipway.queue.Pass} decides, a pure function; {@link dev.slipway.queue.Serving} leases what it decides.
 */
@NullMarked
package dev.slipway.queue;

import org.jspecify.annotations.NullMarked;

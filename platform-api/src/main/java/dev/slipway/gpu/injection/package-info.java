/** What a container gets of its GPUs: device nodes, the files of their driver, and settings. */
@NullMarked
package dev.slipway.gpu.injection;

import org.jspecify.annotations.NullMarked;

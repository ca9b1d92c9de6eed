package dev.slipway.image;

import dev.slipway.step.Step;

/** What happens for good when an image comes to the engine. */
enum ImageStep implements Step {
    /** Should it come, it is known who asked for it. */
    EXPECT,
    /** The engine has it. */
    PULL,
    /** It is known which image has the name. */
    NOTE,
    /** It has a name by which it is not cleared away. */
    NAME
}

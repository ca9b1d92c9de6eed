package dev.slipway.container;

import dev.slipway.step.Step;

/** What happens to a holder's container for good, and to what is made for it: a workspace's, a trial's, a build's. */
enum ContainerStep implements Step {
    /** A network is its holder's. */
    TAKE_NETWORK,
    /** The engine has the network, and it is walled. */
    MAKE_NETWORK,
    /** The engine has the volume of its home. */
    MAKE_HOME,
    MAKE_CONTAINER,
    START_CONTAINER,
    STOP_CONTAINER,
    /** What its program said last is kept. */
    KEEP_LOG,
    REMOVE_CONTAINER,
    /** Others may have its network, GPUs, processors and memory. */
    RELEASE
}

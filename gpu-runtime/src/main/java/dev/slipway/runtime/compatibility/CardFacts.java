package dev.slipway.runtime.compatibility;

import dev.slipway.runtime.gpu.Brand;
import dev.slipway.runtime.gpu.ComputeCapability;

/**
 * What matters of a GPU here.
 *
 * @param model its product name
 * @param capability what it executes
 * @param brand what it is sold as
 */
public record CardFacts(String model, ComputeCapability capability, Brand brand) {}

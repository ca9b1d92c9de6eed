/** A whole Slipway of the tests' own, and what stands around it: browsers, registries, people, a second process, hostile clients. */
package dev.slipway.testing;

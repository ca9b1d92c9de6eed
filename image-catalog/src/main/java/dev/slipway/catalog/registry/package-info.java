/** What registries hold: tags resolved to digests, manifests and configurations read and checked, over the OCI distribution API. */
@NullMarked
package dev.slipway.catalog.registry;

import org.jspecify.annotations.NullMarked;

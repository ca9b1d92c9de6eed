/** Transactions over PostgreSQL, in plain SQL; see decision 10. */
@NullMarked
package dev.slipway.database;

import org.jspecify.annotations.NullMarked;

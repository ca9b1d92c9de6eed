/** How people log in and out: which logins have ended, and what is open by each. */
@NullMarked
package dev.slipway.login;

import org.jspecify.annotations.NullMarked;

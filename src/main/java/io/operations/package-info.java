/** The front door: starts a member and gives it the parts that every room shares, the clock and the database. */
@NullMarked
package io.operations;

import org.jspecify.annotations.NullMarked;

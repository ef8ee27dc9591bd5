/**
 * Old and new members run side by side on one schema: what each release asks of it is recorded, and asked of today's.
 */
@NullMarked
package io.operations.release;

import org.jspecify.annotations.NullMarked;

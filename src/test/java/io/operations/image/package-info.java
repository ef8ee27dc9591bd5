/** The image, and what runs beside it in containers. */
@NullMarked
package io.operations.image;

import org.jspecify.annotations.NullMarked;

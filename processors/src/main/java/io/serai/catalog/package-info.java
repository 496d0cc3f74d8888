/** What can be asked: an immutable snapshot of providers, models, prices and qualities, swapped whole. */
@NullMarked
package io.serai.catalog;

import org.jspecify.annotations.NullMarked;

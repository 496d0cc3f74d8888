/** What of JSON Schema vendors take: a subset of it, and no definitions that need themselves. */
@NullMarked
package io.serai.providers.schema;

import org.jspecify.annotations.NullMarked;

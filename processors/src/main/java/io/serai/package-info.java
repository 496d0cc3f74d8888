/** Serai, the smart LLM gateway on Apache Camel: {@link io.serai.Gateway} starts it. */
@NullMarked
package io.serai;

import org.jspecify.annotations.NullMarked;

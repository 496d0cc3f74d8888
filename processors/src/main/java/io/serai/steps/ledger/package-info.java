/** The verbs of the way from a usage record to its row. */
@NullMarked
package io.serai.steps.ledger;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.serai.steps.ledger;

import org.jspecify.annotations.NullMarked;

/** Usage records on disk until the ledger's queue has them: none is lost, whatever dies. */
@NullMarked
package io.serai.metering.outbox;

import org.jspecify.annotations.NullMarked;

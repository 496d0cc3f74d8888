/** Reports of the ledger: sums by key, team, model and the like, as JSON and CSV. */
@NullMarked
package io.serai.metering.reports;

import org.jspecify.annotations.NullMarked;

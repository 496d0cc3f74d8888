/** What callers, providers and the ledger see of every fault of a provider, one by one and under load. */
@NullMarked
package io.serai.e2e.faults;

import org.jspecify.annotations.NullMarked;

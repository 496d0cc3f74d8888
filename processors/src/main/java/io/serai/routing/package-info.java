/** Chooses: what kind of task a call is, what the rules prefer, and which models are asked in which order. */
@NullMarked
package io.serai.routing;

import org.jspecify.annotations.NullMarked;

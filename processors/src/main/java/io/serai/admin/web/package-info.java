/** HTTP of the admin API: queries, bodies, answers and errors. */
@NullMarked
package io.serai.admin.web;

import org.jspecify.annotations.NullMarked;

package io.serai.doors;

/**
 * A model as callers may list it.
 *
 * @param id      the name to ask for, which may hold slashes
 * @param created seconds since 1970
 * @param ownedBy the provider, or {@code serai} for names that routing resolves
 */
public record ModelCard(String id, long created, String ownedBy) {}

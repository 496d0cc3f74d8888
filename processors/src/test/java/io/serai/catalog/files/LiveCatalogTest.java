package io.serai.catalog.files;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serai.catalog.Catalog;
import io.serai.catalog.CatalogRefused;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LiveCatalogTest {

    private final Map<String, String> environment = new HashMap<>();
    private final LiveCatalog live = new LiveCatalog(environment::get, bytes(CatalogText.GOOD), "models.yaml");

    @Test
    void doesNotStartWithoutACatalogue() {
        assertThatExceptionOfType(CatalogRefused.class)
                .isThrownBy(() -> new LiveCatalog(environment::get, bytes(""), "models.yaml"));
    }

    @Test
    void putsAnotherCatalogueInForceWholeAndTellsTheListeners() {
        List<Catalog> told = new ArrayList<>();
        live.onChange(told::add);
        Catalog before = live.current();

        live.apply(bytes(CatalogText.with("name: embed", "name: embedding")), "models.yaml", Set.of());

        assertThat(live.current()).isNotSameAs(before);
        assertThat(live.current().find("embedding")).isNotNull();
        assertThat(before.find("embedding")).isNull();
        assertThat(told).containsExactly(live.current());
    }

    @Test
    void keepsTheLastGoodCatalogueWhenAnotherIsRefused() {
        List<Catalog> told = new ArrayList<>();
        live.onChange(told::add);
        Catalog before = live.current();

        assertThatExceptionOfType(CatalogRefused.class)
                .isThrownBy(
                        () -> live.apply(bytes(CatalogText.with("wire: simulator", "wire: x")), "other.yaml", Set.of()))
                .withMessageStartingWith("other.yaml line 12: ");

        assertThat(live.current()).isSameAs(before);
        assertThat(told).isEmpty();

        live.apply(bytes(CatalogText.GOOD), "models.yaml", Set.of());
        assertThat(told).hasSize(1);
    }

    @Test
    void takesTheEnvironmentAsItIsWhenApplied() {
        assertThat(requireNonNull(live.current().provider("openai")).configured())
                .isFalse();

        environment.put("OPENAI_API_KEY", "sk-1");
        assertThat(requireNonNull(live.current().provider("openai")).configured())
                .isFalse();
        live.apply(bytes(CatalogText.GOOD), "models.yaml", Set.of());

        assertThat(requireNonNull(live.current().provider("openai")).configured())
                .isTrue();
    }

    @Test
    void isNotHurtByAListenerThatFails() {
        List<Catalog> told = new ArrayList<>();
        live.onChange(catalog -> {
            throw new IllegalStateException("on purpose");
        });
        live.onChange(told::add);
        Catalog before = live.current();

        live.apply(bytes(CatalogText.GOOD), "models.yaml", Set.of());

        assertThat(live.current()).isNotSameAs(before);
        assertThat(told).containsExactly(live.current());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

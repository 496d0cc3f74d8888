package io.serai.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serai.catalog.files.CatalogText;
import io.serai.usage.Money;
import io.serai.usage.TokenClass;
import io.serai.usage.Usage;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PriceTest {

    private static final Instant THEN = Instant.parse("2024-05-13T00:00:00Z");

    @Test
    void chargesCachedTokensAtTheirOwnPrice() {
        Price price = price(Map.of(
                TokenClass.INPUT, "2.50",
                TokenClass.CACHE_READ, "1.25",
                TokenClass.OUTPUT, "10.00"));

        // 1000 fresh × 2.50 + 3000 cached × 1.25 + 200 answered × 10.00 = 2500 + 3750 + 2000 = 8250 millionths
        assertThat(price.cost(new Usage(1000, 3000, 0, 0, 0, 200, 0, 0))).isEqualTo(Money.usd("0.00825"));
    }

    @Test
    void chargesReasoningLikeTheAnswerAndSoundLikeTextWithoutPricesOfTheirOwn() {
        Price price = price(Map.of(TokenClass.INPUT, "2", TokenClass.OUTPUT, "10"));

        // 10 audio in × 2 + (20 answered + 70 reasoned + 10 spoken) × 10 = 20 + 1000 = 1020 millionths
        assertThat(price.cost(new Usage(0, 0, 0, 0, 10, 20, 70, 10))).isEqualTo(Money.usd("0.00102"));
        // 5 cached + 6 written for five minutes + 7 for an hour, all × 2 = 36 millionths
        assertThat(price.cost(new Usage(0, 5, 6, 7, 0, 0, 0, 0))).isEqualTo(Money.usd("0.000036"));
    }

    @Test
    void chargesCacheWritesByTheirLifetime() {
        Price price = price(Map.of(
                TokenClass.INPUT, "3.00",
                TokenClass.CACHE_READ, "0.30",
                TokenClass.CACHE_WRITE_5M, "3.75",
                TokenClass.CACHE_WRITE_1H, "6.00",
                TokenClass.OUTPUT, "15.00"));

        // 10 × 3 + 1000 × 0.30 + 200 × 3.75 + 100 × 6 + 50 × 15 = 30 + 300 + 750 + 600 + 750 = 2430 millionths
        assertThat(price.cost(new Usage(10, 1000, 200, 100, 0, 50, 0, 0))).isEqualTo(Money.usd("0.00243"));
    }

    @Test
    void losesNothingOfASingleToken() {
        Price price = price(Map.of(TokenClass.INPUT, "0.000001", TokenClass.OUTPUT, "0.0375"));

        assertThat(price.cost(Usage.of(1, 0)).toString()).isEqualTo("0.000000000001");
        assertThat(price.cost(Usage.of(0, 1)).toString()).isEqualTo("0.0000000375");
        assertThat(price.cost(Usage.NONE)).isEqualTo(Money.ZERO);
    }

    @Test
    void chargesTheWholeCallAtTheLongPriceOnceThePromptIsLong() {
        Price price = new Price(
                THEN,
                decimals(Map.of(TokenClass.INPUT, "1.25", TokenClass.OUTPUT, "10")),
                new Price.LongPrompt(200_000, decimals(Map.of(TokenClass.INPUT, "2.50", TokenClass.OUTPUT, "15"))),
                "");

        // 200 000 × 1.25 + 1000 × 10 = 250 000 + 10 000 millionths
        assertThat(price.cost(Usage.of(200_000, 1000))).isEqualTo(Money.usd("0.26"));
        // One cached token more makes the prompt long: 200 001 × 2.50 + 1000 × 15 = 500 002.5 + 15 000 millionths
        assertThat(price.cost(new Usage(200_000, 1, 0, 0, 0, 1000, 0, 0))).isEqualTo(Money.usd("0.5150025"));
        assertThat(Price.money(price.estimate(200_001, 1000))).isEqualTo(Money.usd("0.5150025"));
        assertThat(price.perMillion(TokenClass.INPUT)).isEqualByComparingTo("1.25");
    }

    @Test
    void takesThePriceInForceAtTheMomentFromMidnightUtcOn() {
        Model model = CatalogText.read(CatalogText.GOOD).models().getFirst();
        Usage million = Usage.of(1_000_000, 0);

        assertThat(model.cost(million, Instant.parse("2024-10-01T23:59:59.999999999Z")))
                .isEqualTo(Money.usd("5"));
        assertThat(model.cost(million, Instant.parse("2024-10-02T00:00:00Z"))).isEqualTo(Money.usd("2.50"));
        assertThat(model.cost(million, Instant.parse("2030-01-01T00:00:00Z"))).isEqualTo(Money.usd("2.50"));
        assertThat(model.cost(million, Instant.EPOCH)).isEqualTo(Money.usd("5"));
    }

    @Test
    void sortsPricesThatStandInAnyOrder() {
        Price early = price(Map.of(TokenClass.INPUT, "1"));
        Price late = new Price(THEN.plusSeconds(1), decimals(Map.of(TokenClass.INPUT, "2")), null, "");

        PriceList list = new PriceList(List.of(late, early));

        assertThat(list.at(THEN)).isSameAs(early);
        assertThat(list.at(THEN.plusSeconds(1))).isSameAs(late);
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new PriceList(List.of()));
    }

    @Test
    void staysExactWhereALongEnds() {
        Price price = price(Map.of(TokenClass.INPUT, "1000000", TokenClass.OUTPUT, "1000000"));
        long many = Long.MAX_VALUE / 4;

        // A token costs a dollar: two such counts are as many dollars.
        assertThat(price.cost(Usage.of(many, many)).usd())
                .isEqualByComparingTo(new BigDecimal(BigInteger.valueOf(many).shiftLeft(1)));
        assertThat(price.estimate(many, many)).isEqualTo(Long.MAX_VALUE);
        assertThat(price.estimate(9_000_000, 9_000_000)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void agreesWithLongArithmeticInDecimalsForAnyUsage() {
        Random random = new Random(42);
        for (int i = 0; i < 1_000; i++) {
            BigDecimal input = BigDecimal.valueOf(random.nextLong(100_000_000), 6);
            BigDecimal output = BigDecimal.valueOf(random.nextLong(100_000_000), 6);
            Price price = new Price(THEN, Map.of(TokenClass.INPUT, input, TokenClass.OUTPUT, output), null, "");
            long in = random.nextLong(2_000_000);
            long out = random.nextLong(200_000);
            BigDecimal expected = input.multiply(BigDecimal.valueOf(in))
                    .add(output.multiply(BigDecimal.valueOf(out)))
                    .movePointLeft(6);

            assertThat(price.cost(Usage.of(in, out)).usd()).isEqualByComparingTo(expected);
            assertThat(Price.money(price.estimate(in, out)).usd()).isEqualByComparingTo(expected);
        }
    }

    private static Price price(Map<TokenClass, String> perMillion) {
        return new Price(THEN, decimals(perMillion), null, "");
    }

    private static Map<TokenClass, BigDecimal> decimals(Map<TokenClass, String> texts) {
        return texts.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> new BigDecimal(e.getValue())));
    }
}

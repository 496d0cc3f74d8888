package io.serai.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.catalog.ConfigState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes from a jar of one's own in a route file: not unless a setting says so. */
class ClassesInFilesTest {

    private static final String PATH = "routes/mine.camel.yaml";
    private static final String BY_CLASS = """
            - route:
                id: mine
                from:
                  uri: direct:mine
                  steps:
                    - split:
                        id: mine-split
                        tokenize: ","
                        aggregationStrategy: "#class:io.serai.live.ClassesInFilesTest$Longest"
                        steps:
                          - log: {id: mine-log, loggingLevel: TRACE, message: "${body}"}
            """;
    private static final String BY_BEAN =
            """
            - beans:
                - name: longest
                  type: io.serai.live.ClassesInFilesTest$Longest
            """ + BY_CLASS.replace("#class:io.serai.live.ClassesInFilesTest$Longest", "longest");

    @TempDir
    private Path folder;

    private Bench bench;

    @BeforeEach
    void open() {
        bench = new Bench(folder);
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    /** Keeps the longest of what was split. */
    public static final class Longest implements AggregationStrategy {
        @Override
        public Exchange aggregate(Exchange before, Exchange next) {
            return before != null
                            && before.getMessage().getBody(String.class).length()
                                    >= next.getMessage().getBody(String.class).length()
                    ? before
                    : next;
        }
    }

    @Test
    void areNamedWhereTheSettingAllowsThem() throws Exception {
        bench.classes().write(PATH, BY_CLASS).start();
        assertThat(bench.template.requestBody("direct:mine", "a,ccc,bb", String.class))
                .isEqualTo("ccc");

        ConfigState report = bench.edit(PATH, BY_BEAN);

        assertThat(report.state()).as(report.toString()).isEqualTo(ConfigState.State.IN_FORCE);
        assertThat(bench.template.requestBody("direct:mine", "dddd,a", String.class))
                .isEqualTo("dddd");
    }

    @Test
    void areRefusedOtherwise() throws Exception {
        bench.start();
        for (String text : List.of(BY_CLASS, BY_BEAN)) {
            ConfigState report = bench.edit(PATH, text);
            assertThat(report.state()).isEqualTo(ConfigState.State.REFUSED);
            assertThat(report.reason()).contains("serai.classes-in-files allows classes");
        }
    }
}

package io.serai.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.live.check.Trial;
import io.serai.live.files.EditRefused;
import io.serai.live.files.RouteText;
import io.serai.live.files.Text;
import io.serai.live.files.WatchedFolder;
import io.serai.live.swap.SwitchingDirect;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build has checked is not checked again at each start. */
class ShippedFilesTest {

    private static final String PATH = "routes/echo.camel.yaml";
    private static final String ROUTE = """
            - route:
                id: echo
                from:
                  uri: direct:echo
                  steps:
                    - process: {id: echo-mark, ref: nobody}
            """;

    @TempDir
    Path folder;

    private Text read(String onDisk) throws IOException {
        write(folder.resolve("packaged/defaults").resolve(PATH), ROUTE);
        write(folder.resolve(PATH), onDisk);
        URL packaged = folder.resolve("packaged").toUri().toURL();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {packaged}, null)) {
            Text text = WatchedFolder.folder("routes", folder.resolve("routes"), ".camel.yaml", loader)
                    .readAll()
                    .get(PATH);
            assertThat(text).isNotNull();
            return text;
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static Checks checks(DefaultCamelContext context) {
        return new Checks(new SwitchingDirect(), context, new Trial(context, Trial.WITHIN), false);
    }

    private static Text text(String content, boolean shipped) {
        return new Text(PATH, content.getBytes(StandardCharsets.UTF_8), false, shipped, shipped, null);
    }

    @Test
    void knowsAFileOnDiskThatIsTheShippedOne() throws IOException {
        assertThat(read(ROUTE)).matches(text -> text.tested() && !text.packaged());
        assertThat(read(ROUTE + "\n")).matches(text -> !text.tested() && !text.packaged());
    }

    @Test
    void holdsOnlyEditedFilesAgainstTheSchema() throws Exception {
        String wrong = ROUTE.replace("process", "proces");
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            assertThat(checks(context).routes(text(wrong, true)).ids()).containsKey("echo");
            assertThatThrownBy(() -> checks(context).routes(text(wrong, false)))
                    .isInstanceOf(EditRefused.class)
                    .hasMessageContaining("proces");
        }
    }

    @Test
    void triesEverythingAsSoonAsOneFileIsEdited() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            RouteText shipped = RouteText.read(text(ROUTE, true), false);
            RouteText edited = RouteText.read(text(ROUTE, false), false);
            assertThat(checks(context).allWork(List.of(shipped), List.of())).isTrue();
            assertThat(checks(context).allWork(List.of(edited), List.of())).isFalse();
        }
    }
}

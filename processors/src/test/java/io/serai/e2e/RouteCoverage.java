package io.serai.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Notes which steps of the shipped routes the gateways of this JVM ran, and leaves the rest in target/route-coverage.txt.
 *
 * <p>What only gateways in processes of their own ran is not seen.
 */
final class RouteCoverage implements InterceptStrategy {

    private static final Pattern ID = Pattern.compile("\\bid: ([\\w-]+)");
    private static final Path REPORT = Path.of("target/route-coverage.txt");
    private static final Set<String> RUN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(RouteCoverage::report));
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode step, Processor target, @Nullable Processor next) {
        List<String> ids = new ArrayList<>();
        for (NamedNode node = step; node != null; node = node.getParent()) {
            if (node.getId() != null) {
                ids.add(node.getId());
            }
        }
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                RUN.addAll(ids);
                return super.process(exchange, callback);
            }
        };
    }

    private static void report() {
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            List<String> lines = new ArrayList<>();
            int steps = 0;
            for (Path file : files.filter(path -> path.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .toList()) {
                Matcher ids = ID.matcher(Files.readString(file));
                while (ids.find()) {
                    steps++;
                    if (!RUN.contains(ids.group(1))) {
                        lines.add(file + ": " + ids.group(1));
                    }
                }
            }
            lines.addFirst((steps - lines.size()) + " of " + steps + " steps of routes/ were run; these were not:");
            Files.write(REPORT, lines);
        } catch (IOException e) {
            // A report that cannot be written fails no test.
        }
    }
}

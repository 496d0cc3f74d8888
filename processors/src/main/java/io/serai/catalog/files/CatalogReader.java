package io.serai.catalog.files;

import io.serai.catalog.Catalog;
import io.serai.catalog.CatalogRefused;
import io.serai.catalog.Model;
import io.serai.catalog.PriceList;
import io.serai.catalog.Provider;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/** Reads a models.yaml: the whole file is a catalogue, or the first thing wrong with it is refused with its line. */
public final class CatalogReader {

    /** Far beyond a real catalogue; a larger file is a mistake. */
    public static final int MOST_BYTES = 4 * 1024 * 1024;

    private CatalogReader() {}

    static Catalog read(byte[] bytes, String file, UnaryOperator<@Nullable String> environment) {
        return read(bytes, file, environment, Set.of());
    }

    /** @param connectors those that a provider may name; none where they are not known yet */
    static Catalog read(
            byte[] bytes, String file, UnaryOperator<@Nullable String> environment, Set<String> connectors) {
        Node root = compose(text(bytes, file), file);
        Fields fields = Fields.of(file, "catalogue", root, Fields.known("providers", "models", "default-price"));
        Map<String, Provider> providers = providers(fields, new ProviderReader(file, environment, connectors));
        PriceList defaultPrices = PriceReader.defaultPrices(fields);
        return new Catalog(providers.values(), models(fields, file, providers), defaultPrices);
    }

    private static Map<String, Provider> providers(Fields fields, ProviderReader reader) {
        Fields entries = fields.inner("providers", Set.of());
        Map<String, Provider> providers = new LinkedHashMap<>();
        for (String name : entries.keys()) {
            providers.put(name, reader.read(name, entries.node(name)));
        }
        return providers;
    }

    private static List<Model> models(Fields fields, String file, Map<String, Provider> providers) {
        ModelReader reader = new ModelReader(file, providers);
        List<Model> models = new ArrayList<>();
        fields.node("models");
        for (Node node : fields.items("models")) {
            models.add(reader.read(node));
        }
        if (models.isEmpty()) {
            throw fields.refused(fields.node("models"), "models is empty; add a model");
        }
        return models;
    }

    private static Node compose(String text, String file) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MOST_BYTES);
        try {
            Node root = new Yaml(options).compose(new StringReader(text));
            if (root == null) {
                throw new CatalogRefused(file, 0, "the file is empty; it needs providers, models and default-price");
            }
            return root;
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw new CatalogRefused(file, line, "not valid YAML: " + e.getProblem());
        } catch (ReaderException e) {
            int line = lineAt(text, e.getPosition());
            throw new CatalogRefused(file, line, "a control character stands where only text may; delete it");
        } catch (YAMLException e) {
            throw new CatalogRefused(file, 0, "not valid YAML: " + e.getMessage());
        }
    }

    private static String text(byte[] bytes, String file) {
        if (bytes.length > MOST_BYTES) {
            throw new CatalogRefused(
                    file, 0, "the file has " + bytes.length + " bytes, more than the " + MOST_BYTES + " that are read");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            throw new CatalogRefused(file, lineAt(text, text.length()), "not UTF-8; save the file as UTF-8");
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static int lineAt(String text, int position) {
        int line = 1;
        for (int i = 0; i < Math.min(position, text.length()); i++) {
            if (text.charAt(i) == '\n') {
                line++;
            }
        }
        return line;
    }
}

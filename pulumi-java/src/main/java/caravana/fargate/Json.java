package caravana.fargate;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.pulumi.core.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Documents that AWS wants as text, with values that are known only once other resources are there. */
final class Json {

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private Json() {}

    /** Members stand in alphabetical order: in a map's own they would change from run to run, and so would resources. */
    static String of(Object document) {
        return GSON.toJson(sorted(document));
    }

    private static Object sorted(Object node) {
        if (node instanceof Map<?, ?> map) {
            SortedMap<String, Object> sorted = new TreeMap<>();
            map.forEach((name, value) -> sorted.put(name.toString(), sorted(value)));
            return sorted;
        }
        return node instanceof List<?> list ? list.stream().map(Json::sorted).toList() : node;
    }

    /** The same map once all its values are known, in alphabetical order. */
    static Output<SortedMap<String, String>> settled(Map<String, Output<String>> values) {
        SortedMap<String, Output<String>> sorted = new TreeMap<>(values);
        List<String> names = new ArrayList<>(sorted.keySet());
        return Output.all(sorted.values()).applyValue(texts -> {
            SortedMap<String, String> settled = new TreeMap<>();
            for (int i = 0; i < names.size(); i++) {
                settled.put(names.get(i), texts.get(i));
            }
            return settled;
        });
    }
}

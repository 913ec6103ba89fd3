package caravana.fargate;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.pulumi.core.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Serialises JSON documents whose values are outputs of other resources. */
final class Json {

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private Json() {}

    /** Sorts the members by name, so that a document and its resource do not change between runs. */
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

    /** Returns an output of all the values, sorted by key. */
    static Output<SortedMap<String, String>> resolved(Map<String, Output<String>> values) {
        SortedMap<String, Output<String>> sorted = new TreeMap<>(values);
        List<String> names = new ArrayList<>(sorted.keySet());
        return Output.all(sorted.values()).applyValue(texts -> {
            SortedMap<String, String> resolved = new TreeMap<>();
            for (int i = 0; i < names.size(); i++) {
                resolved.put(names.get(i), texts.get(i));
            }
            return resolved;
        });
    }
}

package caravana.dashboards;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A PromQL expression.
 *
 * @param place where the expression is used, for failure messages
 */
record Expression(String place, String promQl) {

    private static final Pattern NAME = Pattern.compile("(?<![\\w.:])[a-zA-Z_:][a-zA-Z0-9_:]*+(?!\\s*\\()");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool");
    private static final Pattern COMPARISON = Pattern.compile(" (>=|<=|==|!=|>|<) (?!bool )");

    /** The names of the metrics. */
    Set<String> metrics() {
        String bare = promQl.replaceAll("\"[^\"]*\"", "")
                .replaceAll("\\{[^}]*}", "")
                .replaceAll("\\[[^]]*]", "")
                .replaceAll("\\b(by|without|on|ignoring)\\s*\\([^)]*\\)", "");
        return NAME.matcher(bare)
                .results()
                .map(MatchResult::group)
                .filter(name -> !OPERATORS.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The expression as Grafana sends it, with all services selected. */
    Expression filledIn() {
        return new Expression(
                place,
                promQl.replace("$__rate_interval", "1m")
                        .replace("$job", "orders|invoices")
                        .replace("$$__tags", "job=\"orders\""));
    }

    /**
     * With {@code bool}, a comparison returns 0 or 1 for each series, and does not drop the series for which it is
     * false. So an alert that does not fire still proves that it has series to compare.
     */
    Expression withBoolComparisons() {
        return new Expression(place, COMPARISON.matcher(promQl).replaceAll(" $1 bool "));
    }

    @Override
    public String toString() {
        return place + ": " + promQl;
    }
}

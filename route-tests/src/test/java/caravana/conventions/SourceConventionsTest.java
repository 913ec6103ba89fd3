package caravana.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceConventionsTest {

    private static final int MOST_LINES = 25;
    private static final int MOST_COLUMNS = 120;

    /**
     * Copied or generated files: the Maven wrapper, JSON schemas of other projects, dashboards, a test report and
     * released contracts.
     */
    private static final Pattern MAY_HAVE_LONG_LINES =
            Pattern.compile("^mvnw(\\.cmd)?$|/src/test/resources/.*\\.schema\\.json$"
                    + "|^grafana-provisioning/dashboards/|^docs/faults\\.md$|^docs/contracts/[0-9]");

    private static final Pattern SQL_ENDPOINT = Pattern.compile("sql\\(\"classpath:([^\"]+\\.sql)\"");

    /** The starter's routes run statements that each service has in its own folder. */
    private static final Pattern OUTBOX_STATEMENT = Pattern.compile("sql\\(outbox\\.statement\\(\"([^\"]+)\"\\)");

    @ParameterizedTest
    @ValueSource(strings = {"orders", "invoices"})
    void usesExactlyTheSqlFilesThatExist(String service) {
        Set<String> used = Stream.concat(
                        found(SQL_ENDPOINT, SourceFiles.javaOf(service)),
                        found(OUTBOX_STATEMENT, SourceFiles.javaOfStarter())
                                .map(name -> service + "/sql/" + name + ".sql"))
                .collect(Collectors.toSet());
        Set<String> there = sqlFiles(service).stream()
                .map(file -> service + "/sql/" + file.getFileName())
                .collect(Collectors.toSet());
        assertThat(there).isNotEmpty().isEqualTo(used);
    }

    /** The test above recognises only these two notations. */
    @Test
    void namesTheStatementOfEverySqlEndpointInOneOfTwoWays() {
        assertThat(routes()).isNotEmpty().allSatisfy(route -> {
            List<Path> one = List.of(route);
            assertThat(found(Pattern.compile("(sql)\\("), one).count())
                    .as(SourceFiles.name(route))
                    .isEqualTo(found(SQL_ENDPOINT, one).count()
                            + found(OUTBOX_STATEMENT, one).count());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "invoices"})
    void beginsEverySqlFileWithWhatItGuarantees(String service) {
        assertThat(sqlFiles(service)).allSatisfy(file -> {
            assertThat(file.getFileName().toString()).matches("[a-z]+(-[a-z]+)+\\.sql");
            assertThat(SourceFiles.text(file).lines().findFirst().orElse("")).matches("-- [A-Z].+\\.");
        });
    }

    @Test
    void neverSleeps() {
        String sleep = "Thread." + "sleep(";
        // The local stack is not a service: it polls the ports of other programs in one place.
        assertThat(javaFiles().stream().filter(file -> !file.endsWith("caravana/localstack/Polling.java")))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(SourceFiles.text(file)).doesNotContain(sleep));
    }

    @Test
    void leavesOptionsOfEndpointsToTheEndpointDsl() {
        assertThat(javaFiles().stream().filter(SourceConventionsTest::isRoute))
                .isNotEmpty()
                .allSatisfy(route -> assertThat(uris(route)).noneMatch(uri -> uri.contains("&") || uri.contains("?")));
    }

    /** Camel's own checks do not see routes that other methods build. */
    @Test
    void buildsEveryRouteInConfigure() {
        assertThat(javaFiles().stream().filter(SourceConventionsTest::isRoute)).allSatisfy(route -> {
            String text = SourceFiles.text(route);
            assertThat(text.substring(0, text.indexOf("public void configure()")))
                    .doesNotContain("from(");
            assertThat(text).doesNotContainPattern("(?m)^    private \\w*(void|Definition)\\w* ");
        });
    }

    /** Longer routes are hard to follow. */
    @Test
    void limitsEveryRouteTo25Lines() {
        assertThat(routes())
                .hasSizeGreaterThan(10)
                .allSatisfy(file ->
                        assertThat(definitions(file)).as(SourceFiles.name(file)).isNotEmpty());
        assertThat(routes().stream()
                        .flatMap(file -> definitions(file).stream()
                                .filter(definition -> definition.lines().count() > MOST_LINES)
                                .map(definition -> SourceFiles.name(file) + ", "
                                        + definition.lines().count() + " lines:\n" + definition)))
                .isEmpty();
    }

    /** A lambda with statements is a decision, which belongs in a bean. */
    @Test
    void writesNoLambdaOfStatementsInARoute() {
        Predicate<String> lambda = Pattern.compile("->\\s*(\\{|$)").asPredicate();
        assertThat(routesAndErrorPolicies()).hasSizeGreaterThan(10);
        assertThat(routesAndErrorPolicies().stream()
                        .filter(file -> Pattern.compile("->\\s*\\{")
                                .matcher(SourceFiles.code(file))
                                .find())
                        .flatMap(file -> SourceFiles.places(file, SourceFiles.code(file), lambda).stream()))
                .isEmpty();
    }

    /** Endpoints belong in routes: Camel does not see a bean that uses the database or the broker directly. */
    @ParameterizedTest
    @ValueSource(strings = {"orders", "invoices"})
    void usesEndpointsInRoutesOnly(String service) {
        Predicate<String> endpoint = Pattern.compile("\"(sql|spring-rabbitmq|rest|direct|scheduler|platform-http):"
                        + "|(?<![\\w.])(sql|springRabbitmq|rest|direct|scheduler)\\(")
                .asPredicate();
        List<Path> others = SourceFiles.javaOf(service).stream()
                .filter(file -> !isRoute(file))
                .toList();
        assertThat(others).hasSizeGreaterThan(10);
        assertThat(others.stream().flatMap(file -> {
                    String code = SourceFiles.code(file);
                    String counted = isErrorPolicy(file) ? code.replace("\"direct:", "") : code;
                    return SourceFiles.places(file, counted, endpoint).stream();
                }))
                .isEmpty();
    }

    /** The limit of .editorconfig. */
    @Test
    void limitsEveryLineTo120Columns() {
        assertThat(SourceFiles.checkedIn()).hasSizeGreaterThan(500);
        assertThat(SourceFiles.checkedIn().stream()
                        .filter(file -> !MAY_HAVE_LONG_LINES
                                .matcher(SourceFiles.name(file))
                                .find())
                        .flatMap(file ->
                                SourceFiles.places(file, SourceFiles.text(file), line -> isTooLong(file, line))
                                        .stream()))
                .isEmpty();
    }

    /** A table row of Markdown, a URL and an import cannot be broken. */
    private static boolean isTooLong(Path file, String line) {
        boolean unbreakable = line.matches("\\W*https?://\\S+|import .*")
                || file.toString().endsWith(".md") && line.matches("\\s*(\\||\\[[^]]+]: ).*");
        return line.codePointCount(0, line.length()) > MOST_COLUMNS && !unbreakable;
    }

    /** Each route definition, from {@code from(} to the end of its statement. */
    private static List<String> definitions(Path file) {
        return Pattern.compile("^ +from\\(.*?;$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(SourceFiles.text(file))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static Stream<String> found(Pattern pattern, List<Path> files) {
        return files.stream()
                .filter(SourceConventionsTest::isRoute)
                .flatMap(route -> pattern.matcher(SourceFiles.code(route)).results())
                .map(match -> match.group(1));
    }

    private static List<String> uris(Path route) {
        return Pattern.compile("\"([a-z-]+:[^\"]*)\"")
                .matcher(SourceFiles.text(route))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static boolean isRoute(Path file) {
        return file.getFileName().toString().endsWith("Route.java");
    }

    private static boolean isErrorPolicy(Path file) {
        return file.getFileName().toString().matches("\\w*ErrorPolic(y|ies)\\.java");
    }

    private static List<Path> routes() {
        return routesAndErrorPolicies().stream()
                .filter(SourceConventionsTest::isRoute)
                .toList();
    }

    private static List<Path> routesAndErrorPolicies() {
        return Stream.of(SourceFiles.javaOf("orders"), SourceFiles.javaOf("invoices"), SourceFiles.javaOfStarter())
                .flatMap(List::stream)
                .filter(file -> isRoute(file) || isErrorPolicy(file))
                .toList();
    }

    private static List<Path> sqlFiles(String service) {
        return SourceFiles.under(service + "-routes/src/main/resources/" + service + "/sql");
    }

    private static List<Path> javaFiles() {
        List<Path> files = List.of(
                        SourceFiles.STARTER + "/src",
                        "orders-routes/src",
                        "invoices-routes/src",
                        SourceFiles.EXAMPLE + "/src",
                        "local-stack/src",
                        "pulumi-java/src",
                        "route-tests/src")
                .stream()
                .flatMap(folder -> SourceFiles.under(folder).stream())
                .filter(file -> file.toString().endsWith(".java"))
                .toList();
        assertThat(files).hasSizeGreaterThan(50);
        return files;
    }
}

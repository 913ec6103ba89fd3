package caravana.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceConventionsTest {

    private static final Pattern SQL_ENDPOINT = Pattern.compile("sql\\(\"classpath:([^\"]+\\.sql)\"");

    @ParameterizedTest
    @ValueSource(strings = {"orders", "invoices"})
    void usesEverySqlFileAndMissesNone(String service) {
        Set<String> used = routes(service).stream()
                .flatMap(route -> SQL_ENDPOINT.matcher(SourceFiles.text(route)).results())
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        Set<String> there = sqlFiles(service).stream()
                .map(file -> service + "/sql/" + file.getFileName())
                .collect(Collectors.toSet());
        assertThat(there).isNotEmpty().isEqualTo(used);
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
        // the local stack is no service: it waits for other programs' ports in one place
        assertThat(javaFiles().stream().filter(file -> !file.endsWith("caravana/localstack/Pause.java")))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(SourceFiles.text(file)).doesNotContain(sleep));
    }

    @Test
    void leavesOptionsOfEndpointsToTheEndpointDsl() {
        assertThat(javaFiles().stream().filter(SourceConventionsTest::isRoute))
                .isNotEmpty()
                .allSatisfy(route -> assertThat(uris(route)).noneMatch(uri -> uri.contains("&") || uri.contains("?")));
    }

    /** Where Camel's own checks would not see them. */
    @Test
    void buildsEveryRouteInConfigure() {
        assertThat(javaFiles().stream().filter(SourceConventionsTest::isRoute)).allSatisfy(route -> {
            String text = SourceFiles.text(route);
            assertThat(text.substring(0, text.indexOf("public void configure()")))
                    .doesNotContain("from(");
            assertThat(text).doesNotContainPattern("(?m)^    private \\w*(void|Definition)\\w* ");
        });
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

    private static List<Path> routes(String service) {
        return SourceFiles.under(service + "-routes/src/main/java").stream()
                .filter(SourceConventionsTest::isRoute)
                .toList();
    }

    private static List<Path> sqlFiles(String service) {
        return SourceFiles.under(service + "-routes/src/main/resources/" + service + "/sql");
    }

    private static List<Path> javaFiles() {
        List<Path> files = List.of(
                        "orders-routes/src",
                        "invoices-routes/src",
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

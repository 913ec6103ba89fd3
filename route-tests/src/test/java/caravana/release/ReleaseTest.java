package caravana.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A release is one version in all files, and what CHANGELOG.md and docs/contracts keep of it. */
class ReleaseTest {

    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /** The first after the parent's. */
    private static final String OWN_VERSION = "(?s)^.*?</parent>.*?<version>(.+?)</version>";

    private static final String SNAPSHOT = "-SNAPSHOT";
    private static final Pattern RELEASE =
            Pattern.compile("(?m)^## \\[(\\d+\\.\\d+\\.\\d+)] - (\\d{4}-\\d{2}-\\d{2})$");

    @Test
    void namesOneVersionInAllFiles() throws IOException {
        String version = version();
        Map<String, Set<String>> named = new TreeMap<>();
        for (String module : found("<module>(.+)</module>", text("pom.xml"))) {
            named.put(module, found("(?s)<parent>.*?<version>(.+?)</version>.*?</parent>", text(module + "/pom.xml")));
        }
        named.put("Dockerfile", found("ARG VERSION=(.+)", text("Dockerfile")));
        named.put("compose.yaml", found("image: caravana-\\w+:(.+)", text("compose.yaml")));
        assertThat(named)
                .hasSizeGreaterThan(6)
                .allSatisfy((file, versions) -> assertThat(versions).as(file).containsExactly(version));
    }

    /** It may have another version than the services. */
    @Test
    void namesTheVersionOfTheStarterInItsReadme() throws IOException {
        assertThat(found("<version>(.+)</version>", text("caravana-spring-boot-starter/README.md")))
                .isEqualTo(found(OWN_VERSION, text("caravana-spring-boot-starter/pom.xml")));
    }

    @Test
    void hasAChangelogOfTheUsualForm() throws IOException {
        String changelog = text("CHANGELOG.md");
        List<String> headings =
                changelog.lines().filter(line -> line.startsWith("## ")).toList();
        assertThat(headings).first().isEqualTo("## [Unreleased]");
        assertThat(headings.subList(1, headings.size())).allMatch(RELEASE.asMatchPredicate());
        assertThat(changelog.lines().filter(line -> line.startsWith("### ")))
                .isNotEmpty()
                .allMatch(line -> line.matches("### (Added|Changed|Deprecated|Removed|Fixed|Security)"));
        assertThat(releases().stream().map(release -> release.group(2)).toList())
                .as("the newest is the first")
                .isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void keepsTheContractsOfEveryRelease() throws IOException {
        assertThat(releases())
                .allSatisfy(release -> assertThat(ROOT.resolve("docs/contracts/" + release.group(1)))
                        .isDirectory());
    }

    /** The commit of a release has no snapshot, and nothing that is not in the changelog. */
    @Test
    void isCompleteWhereItIsNoSnapshot() throws IOException {
        if (version().endsWith(SNAPSHOT)) {
            return;
        }
        assertThat(releases()).extracting(release -> release.group(1)).contains(version());
        for (Path contract : contracts()) {
            assertThat(ROOT.resolve("docs/contracts").resolve(version()).resolve(contract.getFileName()))
                    .hasSameTextualContentAs(contract);
        }
    }

    static String version() throws IOException {
        return found(OWN_VERSION, text("pom.xml")).iterator().next();
    }

    private static List<MatchResult> releases() throws IOException {
        return RELEASE.matcher(text("CHANGELOG.md")).results().toList();
    }

    private static List<Path> contracts() throws IOException {
        List<Path> contracts = new ArrayList<>();
        for (String service : List.of("orders", "invoices")) {
            try (Stream<Path> files =
                    Files.list(ROOT.resolve(service + "-routes/src/main/resources/" + service + "/contract"))) {
                files.forEach(contracts::add);
            }
        }
        assertThat(contracts).isNotEmpty();
        return contracts;
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    private static String text(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }
}

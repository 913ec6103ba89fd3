package caravana.contract;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.Answer;
import caravana.fixture.Api;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** A service publishes its contract, and serves the operations of the contract and no others. */
abstract class ServedContract {

    private static final Pattern LINK = Pattern.compile("(?:src|href)=\"([^\"]*)\"");

    @Autowired
    private List<RequestMappingHandlerMapping> mappings;

    @LocalServerPort
    private int port;

    /** The location of the contract on the classpath. */
    abstract String contractFile();

    Api client() {
        return Api.at(port);
    }

    ApiContract contract() {
        return new ApiContract(ContractFile.of(contractFile()));
    }

    @Test
    void servesEveryOperationOfTheContractAndNothingElse() {
        Set<String> served = new TreeSet<>();
        for (RequestMappingHandlerMapping mapping : mappings) {
            for (RequestMappingInfo info : mapping.getHandlerMethods().keySet()) {
                for (String path : info.getPatternValues()) {
                    info.getMethodsCondition().getMethods().forEach(method -> served.add(method + " " + path));
                    if (info.getMethodsCondition().isEmpty()) {
                        served.add("any " + path);
                    }
                }
            }
        }
        // The servlet container forwards its own errors to this path.
        assertThat(served.remove("any /error")).isTrue();
        assertThat(served).isEqualTo(contract().operations());
    }

    @Test
    void publishesTheContractUnchanged() {
        Answer answer = client().get("/openapi.yaml");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/yaml");
        assertThat(answer.body()).isEqualTo(new String(ContractFile.bytes(contractFile()), StandardCharsets.UTF_8));
    }

    @Test
    void rendersTheContractWithoutExternalResources() {
        Answer redirect = client().get("/docs");
        assertThat(redirect.status()).isEqualTo(302);
        String page = redirect.header("Location");
        assertThat(page)
                .as("a path, because the gateway has another host")
                .matches("/docs/(orders|invoices)/index.html");

        Answer html = client().get(page);
        assertThat(html.status()).isEqualTo(200);
        assertThat(html.header("Content-Type")).startsWith("text/html");
        assertThat(html.body()).contains("url: \"openapi.yaml\"").doesNotContainPattern("https?:");
        List<String> links = LINK.matcher(html.body())
                .results()
                .map(match -> match.group(1))
                .filter(link -> !link.startsWith("data:"))
                .toList();
        assertThat(links).hasSizeGreaterThanOrEqualTo(2).allSatisfy(link -> {
            assertThat(link).doesNotStartWith("/");
            assertThat(client().get(beside(page, link)).status()).as(link).isEqualTo(200);
        });
        assertThat(client().get(beside(page, "openapi.yaml")).body())
                .isEqualTo(client().get("/openapi.yaml").body());
        links.stream()
                .filter(link -> link.endsWith(".css"))
                .forEach(style -> assertThat(client().get(beside(page, style)).body())
                        .doesNotContainPattern("(@import|url\\()\\s*[\"']?(https?:)?//"));
    }

    /** The gateway's health checks use this port. Private endpoints are on the management port. */
    @Test
    void exposesOnlyLivenessToTheGateway() {
        assertThat(client().get("/livez").status()).isEqualTo(200);
        assertThat(client().get("/livez").body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(client().get("/actuator/health").status()).isEqualTo(404);
        assertThat(client().get("/actuator/prometheus").status()).isEqualTo(404);
    }

    private static String beside(String page, String link) {
        return page.substring(0, page.lastIndexOf('/') + 1) + link;
    }
}

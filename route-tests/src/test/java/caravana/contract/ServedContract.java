package caravana.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
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

/** What both services do with their contract: show it, serve it, and serve nothing else. */
abstract class ServedContract {

    private static final Pattern LINK = Pattern.compile("(?:src|href)=\"([^\"]*)\"");

    @Autowired
    private List<RequestMappingHandlerMapping> mappings;

    @LocalServerPort
    private int port;

    /** Where the contract is on the classpath. */
    abstract String contractFile();

    ServiceClient client() {
        return new ServiceClient(port);
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
        // the servlet container's own failures come by this way
        assertThat(served.remove("any /error")).isTrue();
        assertThat(served).isEqualTo(contract().operations());
    }

    @Test
    void showsTheContractAsItIs() {
        HttpResponse<String> answer = client().get("/openapi.yaml");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/yaml");
        assertThat(answer.body()).isEqualTo(new String(ContractFile.bytes(contractFile()), StandardCharsets.UTF_8));
    }

    @Test
    void rendersTheContractWithoutLoadingAnythingFromOutside() {
        HttpResponse<String> redirect = client().get("/docs");
        assertThat(redirect.statusCode()).isEqualTo(302);
        String page = redirect.headers().firstValue("Location").orElse("");
        assertThat(page).as("a path, as the gateway has another name").matches("/docs/(orders|invoices)/index.html");

        HttpResponse<String> html = client().get(page);
        assertThat(html.statusCode()).isEqualTo(200);
        assertThat(html.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(html.body()).contains("url: \"openapi.yaml\"").doesNotContainPattern("https?:");
        List<String> links = LINK.matcher(html.body())
                .results()
                .map(match -> match.group(1))
                .filter(link -> !link.startsWith("data:"))
                .toList();
        assertThat(links).hasSizeGreaterThanOrEqualTo(2).allSatisfy(link -> {
            assertThat(link).doesNotStartWith("/");
            assertThat(client().get(beside(page, link)).statusCode()).as(link).isEqualTo(200);
        });
        assertThat(client().get(beside(page, "openapi.yaml")).body())
                .isEqualTo(client().get("/openapi.yaml").body());
        links.stream()
                .filter(link -> link.endsWith(".css"))
                .forEach(style -> assertThat(client().get(beside(page, style)).body())
                        .doesNotContainPattern("(@import|url\\()\\s*[\"']?(https?:)?//"));
    }

    /** The gateway's health checks come to this port; what is private stays on the management port. */
    @Test
    void tellsTheGatewayThatItLivesAndNothingMore() {
        assertThat(client().get("/livez").statusCode()).isEqualTo(200);
        assertThat(client().get("/livez").body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(client().get("/actuator/health").statusCode()).isEqualTo(404);
        assertThat(client().get("/actuator/prometheus").statusCode()).isEqualTo(404);
    }

    private static String beside(String page, String link) {
        return page.substring(0, page.lastIndexOf('/') + 1) + link;
    }
}

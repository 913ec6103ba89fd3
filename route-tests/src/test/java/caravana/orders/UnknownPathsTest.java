package caravana.orders;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.OrdersTest;
import caravana.fixture.RawRequest;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Paths that are no URI are answered as clearly as any other bad input. */
@OrdersTest
class UnknownPathsTest {

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @ValueSource(strings = {"/orders/[x]", "/[", "//", "//orders", "/orders/a|b", "/orders/%7B"})
    void areRefusedWithoutInternals(String path) throws IOException {
        String answer = RawRequest.get(port, path);
        assertThat(answer).startsWith("HTTP/1.1 4");
        assertThat(answer).doesNotContain("Exception", "java.", "org.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/orders/%5Bx%5D", "/orders/a%20b"})
    void areProblemDocumentsWhereTheyReachTheService(String path) throws IOException {
        assertThat(RawRequest.get(port, path)).startsWith("HTTP/1.1 400").contains("application/problem+json", path);
    }
}

package caravana.invoices;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.InvoicesTest;
import caravana.fixture.RawRequest;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Paths that are no URI are answered as clearly as any other bad input. */
@InvoicesTest
class UnknownPathsTest {

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @ValueSource(strings = {"/invoices/[x]", "/[", "//", "//invoices", "/invoices/a|b", "/invoices/%7B"})
    void areRefusedWithoutInternals(String path) throws IOException {
        String answer = RawRequest.get(port, path);
        assertThat(answer).startsWith("HTTP/1.1 4");
        assertThat(answer).doesNotContain("Exception", "java.", "org.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/invoices/%5Bx%5D", "/invoices/a%20b"})
    void areProblemDocumentsWhereTheyReachTheService(String path) throws IOException {
        assertThat(RawRequest.get(port, path)).startsWith("HTTP/1.1 400").contains("application/problem+json", path);
    }
}

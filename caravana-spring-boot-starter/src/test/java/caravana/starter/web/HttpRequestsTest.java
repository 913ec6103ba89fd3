package caravana.starter.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class HttpRequestsTest {

    private static final int KIBIBYTE = 1024;

    @Test
    void readABodyUpToTheLimit() {
        assertThat(HttpRequests.body(new ByteArrayInputStream(new byte[KIBIBYTE]), 1))
                .hasSize(KIBIBYTE);
        assertThat(HttpRequests.body(new ByteArrayInputStream(new byte[0]), 1)).isEmpty();
        assertThat(HttpRequests.body(null, 1)).isEmpty();
    }

    @Test
    void rejectALargerBody() {
        ByteArrayInputStream body = new ByteArrayInputStream(new byte[3 * KIBIBYTE]);
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> HttpRequests.body(body, 1))
                .withMessage("The body is larger than 1 KiB.")
                .matches(refused -> refused.status().value() == 413);
        assertThat(body.available()).isEqualTo(2 * KIBIBYTE - 1);
    }

    @Test
    void rejectAnIncompleteBody() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Connection reset");
            }
        };
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> HttpRequests.body(broken, 1))
                .matches(refused -> refused.status().value() == 400)
                .matches(refused -> refused.violations().get(0).detail().equals("is incomplete"));
    }
}

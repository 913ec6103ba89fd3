package caravana.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PortsTest {

    private final Ports ports = new Ports();

    @Test
    void givesTheWantedPortWhenItIsFree() {
        int free = new Ports().any();

        assertThat(ports.near(free)).isEqualTo(free);
    }

    @Test
    void givesAnotherPortWhenOneListensOnLoopback() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(Ports.LOOPBACK))) {
            assertThat(ports.near(taken.getLocalPort())).isGreaterThanOrEqualTo(taken.getLocalPort() + 100);
        }
    }

    @Test
    void givesAnotherPortWhenOneListensOnAllAddresses() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertThat(ports.near(taken.getLocalPort())).isNotEqualTo(taken.getLocalPort());
        }
    }

    @Test
    void neverGivesTheSamePortTwice() {
        int wanted = new Ports().any();

        Set<Integer> given =
                IntStream.range(0, 5).mapToObj(i -> ports.near(wanted)).collect(Collectors.toSet());

        assertThat(given).hasSize(5).contains(wanted);
    }
}

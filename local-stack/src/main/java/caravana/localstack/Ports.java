package caravana.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;

/** Finds free TCP ports. Each port is returned once only. */
public final class Ports {

    /** The address that all components bind to, so that none is reachable from another machine. */
    public static final String LOOPBACK = "127.0.0.1";

    private static final int CONNECT_TIMEOUT_MILLIS = 500;
    private static final int LAST_PORT = 65_535;

    private final Set<Integer> given = new HashSet<>();

    /** Returns the wanted port if it is free, otherwise the next free one from {@code wanted + 100}. */
    public synchronized int near(int wanted) {
        if (take(wanted)) {
            return wanted;
        }
        for (int port = wanted + 100; port <= LAST_PORT; port++) {
            if (take(port)) {
                return port;
            }
        }
        throw new StartFailure("no free port found above " + wanted);
    }

    /** Returns any free port. */
    public synchronized int any() {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
                if (given.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private boolean take(int port) {
        return !given.contains(port) && isFree(port) && given.add(port);
    }

    /**
     * Tries to connect first: on some systems, a bind to one address succeeds while another process listens on all
     * addresses. The bind then detects a port that is in use without a listener.
     */
    static boolean isFree(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(LOOPBACK, port), CONNECT_TIMEOUT_MILLIS);
            return false;
        } catch (IOException nobodyListens) {
            return canBind(new InetSocketAddress(port)) && canBind(new InetSocketAddress(LOOPBACK, port));
        }
    }

    private static boolean canBind(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            // A connection in TIME_WAIT from an earlier run does not make the port busy.
            socket.setReuseAddress(true);
            socket.bind(address, 1);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}

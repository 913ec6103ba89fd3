package caravana.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;

/** Finds free TCP ports, and never gives the same one out twice. */
public final class Ports {

    /** The address that everything is bound to: nothing here is meant to be reached from another machine. */
    public static final String LOOPBACK = "127.0.0.1";

    private static final int CONNECT_TIMEOUT_MILLIS = 500;
    private static final int LAST_PORT = 65_535;

    private final Set<Integer> given = new HashSet<>();

    /** The wanted port if it is free, else the next free one from a hundred above it. */
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

    /** Any free port. */
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
     * Connecting comes first: on some systems a bind to one address succeeds while another process listens on all of
     * them. The bind then finds a port that is taken without being listened on.
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
            // A connection of an earlier run that lingers in TIME_WAIT does not make the port busy.
            socket.setReuseAddress(true);
            socket.bind(address, 1);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}

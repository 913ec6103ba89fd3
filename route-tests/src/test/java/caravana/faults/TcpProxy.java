package caravana.faults;

import caravana.localstack.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** TCP connections to a server that a test can cut, as a reset does, or stall, as a network does that drops packets. */
final class TcpProxy implements AutoCloseable {

    enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    private static final int BACKLOG = 200;
    private static final int BUFFER_BYTES = 16 * 1024;

    private final ServerSocket listener;
    private final int serverPort;
    private final Set<Link> links = new HashSet<>();
    private final Set<Direction> stalled = EnumSet.noneOf(Direction.class);
    private final Map<Direction, Long> heldBytes = new EnumMap<>(Direction.class);
    private boolean cut;

    TcpProxy(int serverPort) {
        this.serverPort = serverPort;
        try {
            listener = new ServerSocket(0, BACKLOG, loopback());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon("accepts on " + port(), this::acceptAll);
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByName(Ports.LOOPBACK);
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, "proxy " + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** The port on which clients find the server. */
    int port() {
        return listener.getLocalPort();
    }

    /** Resets all connections, with what was held of them, and every new one until {@link #mend()}. */
    synchronized void cut() {
        cut = true;
        List.copyOf(links).forEach(Link::reset);
        notifyAll();
    }

    /** Holds what goes this way, on new connections too, until {@link #mend()}; nobody is told. */
    synchronized void stall(Direction... directions) {
        for (Direction direction : directions) {
            heldBytes.put(direction, 0L);
            stalled.add(direction);
        }
    }

    /** Lets everything pass again; what was held goes first. */
    synchronized void mend() {
        cut = false;
        stalled.clear();
        notifyAll();
    }

    /** How many bytes were held on this way since it was stalled. */
    synchronized long heldBytes(Direction direction) {
        return heldBytes.getOrDefault(direction, 0L);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                link(listener.accept());
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void link(Socket client) {
        Socket server;
        try {
            server = new Socket(loopback(), serverPort);
        } catch (IOException serverIsAway) {
            reset(client);
            return;
        }
        Link link = new Link(client, server);
        synchronized (this) {
            links.add(link);
            if (cut) {
                link.reset();
                return;
            }
        }
        daemon("to " + serverPort, () -> link.pump(client, server, Direction.TO_SERVER));
        daemon("from " + serverPort, () -> link.pump(server, client, Direction.TO_CLIENT));
    }

    private synchronized void awaitPassage(Link link, Direction direction, int bytes) throws IOException {
        if (stalled.contains(direction)) {
            heldBytes.merge(direction, (long) bytes, Long::sum);
        }
        while (stalled.contains(direction) && links.contains(link)) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
        }
        if (!links.contains(link)) {
            throw new IOException("cut while it was stalled");
        }
    }

    /** Closes so that the other side sees a reset, not an orderly end. */
    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Link {

        private final Socket client;
        private final Socket server;
        private int ended;

        private Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        private void pump(Socket from, Socket to, Direction direction) {
            byte[] buffer = new byte[BUFFER_BYTES];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    awaitPassage(this, direction, read);
                    out.write(buffer, 0, read);
                }
                awaitPassage(this, direction, 0);
                to.shutdownOutput();
                endOneWay();
            } catch (IOException oneSideIsGone) {
                reset();
            }
        }

        private void endOneWay() throws IOException {
            synchronized (TcpProxy.this) {
                ended++;
                if (ended == Direction.values().length) {
                    links.remove(this);
                    client.close();
                    server.close();
                }
            }
        }

        private void reset() {
            synchronized (TcpProxy.this) {
                // The other way of the same connection may have been here before.
                if (links.remove(this)) {
                    TcpProxy.reset(client);
                    TcpProxy.reset(server);
                }
            }
        }
    }
}

package caravana.localstack;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Handles SIGINT, SIGTERM and SIGHUP before the JVM's shutdown hooks run. Otherwise the broker's hook stops it before
 * the services, which would then wait 30 s for responses.
 */
final class Signals {

    private static final List<String> ENDING = List.of("INT", "TERM", "HUP");

    private Signals() {}

    /** Calls the handler with the signal number, on a new thread, for each of these signals. */
    static void onEnd(IntConsumer handler) {
        try {
            // Reflection avoids a javac warning about an internal API that no option suppresses.
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> signalHandler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler received = (proxy, method, arguments) -> {
                handler.accept((int) signal.getMethod("getNumber").invoke(arguments[0]));
                return null;
            };
            Object proxy =
                    Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {signalHandler}, received);
            for (String name : ENDING) {
                Object instance = signal.getConstructor(String.class).newInstance(name);
                signal.getMethod("handle", signal, signalHandler).invoke(null, instance, proxy);
            }
        } catch (ReflectiveOperationException e) {
            throw new StartFailure("signals cannot be handled: " + StartFailure.reason(e), e);
        }
    }
}

package caravana.localstack;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Hears Ctrl-C and its like before the JVM's shutdown hooks run: the broker has a hook of its own, and would be gone
 * before the services that use it, which then wait half a minute for answers.
 */
final class Signals {

    private static final List<String> ENDING = List.of("INT", "TERM", "HUP");

    private Signals() {}

    /** Runs the handler with the signal's number, on a thread of its own, for each signal that asks us to end. */
    static void onEnd(IntConsumer handler) {
        try {
            // By reflection: a direct use makes javac warn of an internal API, which no option turns off.
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

package caravana.localstack;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where things are in the checkout that {@code ./run} belongs to. */
record WorkingTree(Path root) {

    static WorkingTree ofRun() {
        String root = System.getProperty("caravana.root");
        if (root == null) {
            throw new StartFailure("start it with ./run");
        }
        return new WorkingTree(Path.of(root).toAbsolutePath().normalize());
    }

    Path jar(String module) {
        return root.resolve(module).resolve("target").resolve(module + ".jar");
    }

    Path traceViewer() {
        return root.resolve("local-stack").resolve("target").resolve("zipkin-server.jar");
    }

    private Path state() {
        return root.resolve(".caravana");
    }

    /** What {@code --fresh} forgets. */
    Path data() {
        return state().resolve("data");
    }

    Path postgresBinaries() {
        return state().resolve("postgres-binaries");
    }

    Path unpacked(String module) {
        return state().resolve("unpacked").resolve(module);
    }

    Path log(String part) {
        return state().resolve("logs").resolve(part + ".log");
    }

    Path lock() {
        return state().resolve("run.lock");
    }

    Path guardPid() {
        return state().resolve("guard.pid");
    }

    /** As people say it: from the root, where they are. */
    String shown(Path path) {
        return path.startsWith(root) ? root.relativize(path).toString() : path.toString();
    }

    Path existingJar(String module) {
        Path jar = jar(module);
        if (!Files.isRegularFile(jar)) {
            throw new StartFailure(shown(jar) + " is missing: start it with ./run, which builds it");
        }
        return jar;
    }
}

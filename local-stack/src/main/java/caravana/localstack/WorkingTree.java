package caravana.localstack;

import java.nio.file.Files;
import java.nio.file.Path;

/** The paths in the working tree of {@code ./run}. */
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

    /** The data that {@code --fresh} deletes. */
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

    /** Returns the path relative to the root, for display. */
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

package caravana.localstack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The command-line options of {@code ./run}; see {@code help.txt}. */
record Options(boolean once, boolean fresh, boolean help, Optional<Path> orders) {

    /** The command line is invalid. */
    static final class Misuse extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Misuse(String line) {
            super(line);
        }
    }

    static Options parse(List<String> arguments) {
        boolean once = false;
        boolean fresh = false;
        boolean help = false;
        Path orders = null;
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String argument = rest.next();
            if (argument.equals("--once")) {
                once = true;
            } else if (argument.equals("--fresh")) {
                fresh = true;
            } else if (argument.equals("--help") || argument.equals("-h")) {
                help = true;
            } else if (argument.equals("--orders")) {
                if (!rest.hasNext()) {
                    throw new Misuse("--orders needs a file: --orders FILE");
                }
                orders = readable(rest.next());
            } else if (argument.startsWith("--orders=")) {
                orders = readable(argument.substring("--orders=".length()));
            } else {
                throw new Misuse("unknown option: " + argument);
            }
        }
        return new Options(once, fresh, help, Optional.ofNullable(orders));
    }

    private static Path readable(String name) {
        Path file = Path.of(name);
        if (name.isEmpty() || !Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new Misuse("--orders: cannot read the file " + (name.isEmpty() ? "''" : name));
        }
        return file;
    }
}

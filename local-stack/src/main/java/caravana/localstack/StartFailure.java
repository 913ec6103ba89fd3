package caravana.localstack;

/** Says in one line why something cannot start or go on; the line is all that the user is shown. */
public final class StartFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartFailure(String line) {
        super(line);
    }

    public StartFailure(String line, Throwable cause) {
        super(line, cause);
    }

    /** The innermost reason, in the words of whoever failed first. */
    static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage();
        if (message == null || message.isBlank()) {
            return root.getClass().getSimpleName();
        }
        return message.strip().lines().findFirst().orElseThrow();
    }
}

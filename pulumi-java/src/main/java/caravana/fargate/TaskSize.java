package caravana.fargate;

/**
 * What a task of Fargate has, shared by the service, its collector and, where it is called or calls by name, a proxy.
 *
 * @param cpu in 1,024ths of a processor: 256, 512, 1024, 2048 or 4096
 * @param memory MiB, as much as Fargate has for that many processors
 */
record TaskSize(int cpu, int memory) {

    static final int COLLECTOR = 192;
    private static final int PROXY = 128;
    /** Less than this the JVM does not start in, beside which Kong needs it, too. */
    private static final int LEAST = 512;

    TaskSize {
        boolean fits = switch (cpu) {
            case 256 -> memory == 512 || memory == 1024 || memory == 2048;
            case 512 -> memory >= 1024 && memory <= 4096 && memory % 1024 == 0;
            case 1024 -> memory >= 2048 && memory <= 8192 && memory % 1024 == 0;
            case 2048 -> memory >= 4096 && memory <= 16_384 && memory % 1024 == 0;
            case 4096 -> memory >= 8192 && memory <= 30_720 && memory % 1024 == 0;
            default -> false;
        };
        if (!fits) {
            throw new IllegalArgumentException(
                    "Fargate has no tasks with " + cpu + " CPU units and " + memory + " MiB");
        }
        if (memory - COLLECTOR - PROXY < LEAST) {
            throw new IllegalArgumentException(memory + " MiB are too little: " + (COLLECTOR + PROXY)
                    + " are for others, and 512 for the service");
        }
    }

    /** MiB that are the service's own; the JVM takes its share of them. */
    int service() {
        return memory - COLLECTOR - PROXY;
    }
}

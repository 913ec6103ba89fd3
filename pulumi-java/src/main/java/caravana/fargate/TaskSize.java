package caravana.fargate;

/**
 * The size of a Fargate task, shared by the service, its collector and the Service Connect proxy.
 *
 * @param cpu CPU units (1,024 per vCPU): 256, 512, 1024, 2048 or 4096
 * @param memory MiB, one of the values that Fargate supports for the CPU units
 */
record TaskSize(int cpu, int memory) {

    static final int COLLECTOR = 192;
    private static final int PROXY = 128;
    /** The smallest memory in which a JVM service or Kong starts, in MiB. */
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
                    "Fargate supports no tasks with " + cpu + " CPU units and " + memory + " MiB");
        }
        if (memory - COLLECTOR - PROXY < LEAST) {
            throw new IllegalArgumentException(memory + " MiB is too little: the collector and the proxy need "
                    + (COLLECTOR + PROXY) + ", the service 512");
        }
    }

    /** The memory of the service in MiB, of which the JVM uses a share. */
    int service() {
        return memory - COLLECTOR - PROXY;
    }
}

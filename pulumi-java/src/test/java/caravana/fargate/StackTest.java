package caravana.fargate;

import org.junit.jupiter.api.Test;

class StackTest {
    @Test
    void printsWhatEachStackIsMadeOf() {
        System.out.println(DeployedStack.dev().table());
        System.out.println(DeployedStack.prod().table());
        System.out.println(DeployedStack.prod().container("orders").definition());
        System.out.println(DeployedStack.prod().resources().stream().map(r -> r + " " + r.inputs()).collect(java.util.stream.Collectors.joining("\n")));
        System.out.println(DeployedStack.prod().outputs());
    }
}

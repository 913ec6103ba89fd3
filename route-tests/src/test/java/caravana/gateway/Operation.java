package caravana.gateway;

import caravana.contract.ApiContract;
import caravana.contract.ContractFile;
import java.util.List;
import java.util.stream.Stream;

/**
 * An operation of one of the two OpenAPI contracts.
 *
 * @param path the path in the contract, such as {@code /orders/{id}}
 */
record Operation(String method, String path) {

    private static final String ID = "01939d2a-7c4b-7000-8000-000000000001";

    static List<Operation> all() {
        return Stream.of("orders/contract/orders-api.yaml", "invoices/contract/invoices-api.yaml")
                .flatMap(file -> new ApiContract(ContractFile.of(file)).operations().stream())
                .map(operation -> operation.split(" "))
                .map(parts -> new Operation(parts[0], parts[1]))
                .toList();
    }

    /** The operations that merchants may call. */
    static List<Operation> ofMerchants() {
        return all().stream().filter(operation -> !operation.isForOperators()).toList();
    }

    static List<Operation> ofOperators() {
        return all().stream().filter(Operation::isForOperators).toList();
    }

    boolean isForOperators() {
        return path.startsWith("/dead-letters");
    }

    /** The path of an example request. */
    String example() {
        return path.replace("{id}", ID);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}

package caravana.orders;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Refuses a request that has waited too long for its turn: while the database is slow, its client has given up or will
 * soon, and work that is done for nobody keeps the others waiting.
 */
@Component("patience")
class Patience implements Filter {

    private static final String ARRIVED = Patience.class.getName() + ".arrived";

    private final long most;

    Patience(OrdersProperties properties) {
        this.most = properties.patience().toNanos();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        request.setAttribute(ARRIVED, System.nanoTime());
        chain.doFilter(request, response);
    }

    void refuseIfLate(ServletRequest request) {
        long arrived = (Long) request.getAttribute(ARRIVED);
        if (System.nanoTime() - arrived > most) {
            throw new RequestRefused(HttpStatus.SERVICE_UNAVAILABLE, Problems.OVERLOADED);
        }
    }
}

package io.serai.doors.http.body;

import io.serai.doors.ErrorWriter;
import io.serai.doors.http.Addresses;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Answers what no route and no page serves, as JSON. */
@Controller
class ErrorAddress implements ErrorController {

    private final ErrorWriter errors;

    ErrorAddress(ErrorWriter errors) {
        this.errors = errors;
    }

    @RequestMapping("/error")
    ResponseEntity<byte[]> error(HttpServletRequest request) {
        if (request.getAttribute(Body.TOO_SLOW) != null) {
            return answer(request, 408);
        }
        return answer(
                request,
                request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404);
    }

    private ResponseEntity<byte[]> answer(HttpServletRequest request, int status) {
        String path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String uri ? uri : null;
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(errors.error(Addresses.error(status, request.getMethod(), path))
                        .body());
    }
}

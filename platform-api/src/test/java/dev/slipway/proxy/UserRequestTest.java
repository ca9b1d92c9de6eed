package dev.slipway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserRequestTest {
    @ParameterizedTest
    @CsvSource({
        "GET, /api/kernels",
        "GET, //api/kernels",
        "GET, /api/sessions",
        "GET, /api/terminals",
        "GET, /api/contents/notebooks/a.ipynb",
        "HEAD, /api/status",
        "GET, /api/metrics/v1",
        "GET, /api/me",
        "GET, /lab/api/settings/@jupyterlab/apputils-extension:themes",
        "GET, /static/lab/main.js",
        "GET, /favicon.ico",
        "PUT, /lab/api/workspaces/default",
        "POST, /api/security/csp-report",
        "GET, /_stcore/health",
        "OPTIONS, /api/contents/a.txt"
    })
    void knowsWhatAPageAsksForByItself(String method, String path) {
        assertThat(UserRequest.isOne(HttpMethod.valueOf(method), path)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /",
        "GET, /lab",
        "GET, /lab/tree/a.ipynb",
        "GET, /api/predict",
        "GET, /apis/kernels",
        "GET, /files/a.csv",
        "POST, /api/kernels",
        "POST, /api/sessions",
        "PUT, /api/contents/a.txt",
        "DELETE, /api/terminals/1",
        "POST, /api/kernels/0/interrupt",
        "PUT, /lab/api/settings/@jupyterlab/apputils-extension:themes",
        "POST, /anything"
    })
    void takesTheRestForTheUsers(String method, String path) {
        assertThat(UserRequest.isOne(HttpMethod.valueOf(method), path)).isTrue();
    }
}

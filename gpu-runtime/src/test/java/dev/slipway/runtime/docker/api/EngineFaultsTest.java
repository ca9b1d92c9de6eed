package dev.slipway.runtime.docker.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.image.ImageReference;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers as Docker 20.10 and Podman 4.3 gave them. */
class EngineFaultsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | No such image: hc/none:1                                       | IMAGE
            404 | no such image: docker.io/hc/none:1: image not known            | IMAGE
            404 | No such container: nope                                        | CONTAINER
            404 | no container with name or ID "nope" found: no such container   | CONTAINER
            404 | network slipway-x-n1 not found                                 | NETWORK
            500 | container create: unable to find network with name or ID nonet: network not found | NETWORK
            404 | get nope: no such volume                                       | VOLUME
            404 | volume with name nope not found: no such volume                | VOLUME
            409 | Conflict. The container name "/a1" is already in use by container "39". | Conflict
            409 | removal of container 39 is already in progress                 | Conflict
            409 | container is marked for removal and cannot be started          | Conflict
            500 | the container name "a1" is already in use by 4a: that name is already in use | Conflict
            409 | remove hcv: volume is in use - [39]                            | Conflict
            409 | volume hcv is being used by the following container(s): 4a     | Conflict
            403 | error while removing network: network hcn id b3 has active endpoints | Conflict
            500 | "hcn" has associated containers with it: network is being used | Conflict
            409 | Container a1 is paused, unpause the container before exec      | Conflict
            409 | Container a1 is restarting, wait until the container is running | Conflict
            409 | conflict: unable to remove repository reference "a:1" (must force) - container 39 is using its image | Conflict
            409 | Container 39 is not running                                    | Refused
            500 | can only create exec sessions on running containers: container state improper | Refused
            400 | OCI runtime create failed: exec: "/no/such": no such file or directory: unknown | Refused
            500 | runc: exec: "/x": OCI runtime attempted to invoke a command that was not found | Refused
            500 | could not select device driver "nvidia" with capabilities: [[gpu]] | Refused
            500 | error gathering device information while adding custom device "/dev/nosuch": no such file | Refused
            400 | Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available | Refused
            500 | OCI runtime create failed: fork/exec: resource temporarily unavailable | Unavailable
            500 | write /var/lib/docker/x: no space left on device               | Unavailable
            500 | route ip+net: no such network interface                        | Unavailable
            500 | something broke                                                | Unavailable
            503 | starting                                                       | Unavailable
            429 | slower                                                         | Unavailable
            """)
    void tellsWhatAnAnswerMeans(int status, String message, String meaning) {
        assertThat(shape(EngineFaults.of(status, message, null))).isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            manifest for 127.0.0.1:5000/beef/tls:1 not found: manifest unknown: manifest unknown                       | IMAGE
            pull access denied for x/y, repository does not exist or may require 'docker login': denied: requested access to the resource is denied | IMAGE
            Head "https://registry.example/v2/x/manifests/1": unauthorized: authentication required                      | IMAGE
            no matching manifest for linux/amd64 in the manifest list entries                                           | IMAGE
            initializing source docker://r/x:1: reading manifest 1 in r/x: name unknown: repository name not known to registry | IMAGE
            Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused                              | Unavailable
            Get "https://nosuch.invalid/v2/": dial tcp: lookup nosuch.invalid on 10.0.0.1:53: no such host               | Unavailable
            toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating         | Unavailable
            received unexpected HTTP status: 503 Service Unavailable                                                    | Unavailable
            Get "https://r/v2/": net/http: TLS handshake timeout                                                        | Unavailable
            Get "https://r/v2/": x509: certificate signed by unknown authority                                          | Unavailable
            unexpected EOF                                                                                              | Unavailable
            filesystem layer verification failed for digest sha256:00                                                   | Unavailable
            open /var/lib/docker/tmp/GetImageBlob1: permission denied                                                   | Unavailable
            write /var/lib/docker/tmp/GetImageBlob1: no space left on device                                            | Refused
            failed to register layer: lchown /x: invalid argument                                                       | Refused
            """)
    void tellsWhatThePullOfAnImageEndedWith(String message, String meaning) {
        assertThat(shape(EngineFaults.ofPull(new ImageReference("denied/tls:1"), message, null)))
                .isEqualTo(meaning);
    }

    @Test
    void takesAConnectionThatBreaksForAnEngineThatIsAway() {
        assertThat(EngineFaults.of(new IOException("Broken pipe"))).isInstanceOf(EngineException.Unavailable.class);
        assertThat(EngineFaults.of(new IllegalStateException(new IOException("reset"))))
                .isInstanceOf(EngineException.Unavailable.class);
    }

    @Test
    void readsTheEnginesWordsOutOfItsAnswer() {
        assertThat(EngineFaults.messageIn("{\"cause\":\"x\",\"message\":\"no \\\"y\\\"\",\"response\":500}", "else"))
                .isEqualTo("no \"y\"");
        assertThat(EngineFaults.messageIn("<html>", "else")).isEqualTo("else");
    }

    private static String shape(EngineException fault) {
        return switch (fault) {
            case EngineException.NotFound missing -> missing.what().name();
            case EngineException.Conflict conflict -> "Conflict";
            case EngineException.Refused refused -> "Refused";
            case EngineException.Unavailable away -> "Unavailable";
        };
    }
}

package dev.slipway.trial;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Python in a container said of what is there. It is the image's word, and the image may be anyone's: what does not look
 * like a version is dropped.
 *
 * @param cuda of PyTorch's build, or of the compiler
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Found(
        @Nullable String python,
        @Nullable String torch,
        @Nullable String tensorflow,
        @Nullable String jupyterlab,
        @Nullable String notebook,
        @Nullable String nvcc,
        @Nullable String cuda) {
    static final Found NOTHING = new Found(null, null, null, null, null, null, null);

    private static final String MARK = "slipway:";
    private static final Pattern VERSION = Pattern.compile("\\d[\\w.+-]{0,59}");

    /** Nothing of it is imported: a framework takes seconds, and some want a GPU. */
    static final String SCRIPT = """
            import json, os, platform, re, shutil, subprocess
            from importlib import metadata, util
            seen = {"python": platform.python_version()}
            for key, names in {
                "tensorflow": ("tensorflow", "tensorflow-cpu", "tensorflow-gpu"),
                "jupyterlab": ("jupyterlab",),
                "notebook": ("notebook",),
            }.items():
                for name in names:
                    try:
                        seen.setdefault(key, metadata.version(name))
                    except Exception:
                        pass
            try:
                torch = util.find_spec("torch")
                scope = {}
                exec(open(os.path.join(os.path.dirname(torch.origin), "version.py")).read(), scope)
                seen["torch"], seen["cuda"] = scope["__version__"], scope.get("cuda")
            except Exception:
                pass
            try:
                said = subprocess.run([shutil.which("nvcc"), "--version"], capture_output=True, text=True, timeout=20)
                seen["nvcc"] = re.search(r"release ([0-9.]+)", said.stdout).group(1)
            except Exception:
                pass
            print("slipway:" + json.dumps(seen))
            """;

    /** Reads what the script printed, wherever it stands among other output. */
    static Found read(String output, ObjectMapper json) {
        Optional<String> line = output.lines()
                .filter(text -> text.startsWith(MARK))
                .map(text -> text.substring(MARK.length()))
                .findFirst();
        if (line.isEmpty()) {
            return NOTHING;
        }
        try {
            Found said = json.readValue(line.get(), Found.class);
            String cuda = version(said.cuda());
            String nvcc = version(said.nvcc());
            return new Found(
                    version(said.python()),
                    version(said.torch()),
                    version(said.tensorflow()),
                    version(said.jupyterlab()),
                    version(said.notebook()),
                    nvcc,
                    cuda == null ? nvcc : cuda);
        } catch (JsonProcessingException e) {
            return NOTHING;
        }
    }

    private static @Nullable String version(@Nullable String text) {
        return text != null && VERSION.matcher(text).matches() ? text : null;
    }

    /** The version of a framework of the catalogue's. */
    public Optional<String> of(String framework) {
        return Optional.ofNullable(
                switch (framework) {
                    case "pytorch" -> torch;
                    case "tensorflow" -> tensorflow;
                    case "jupyter" -> jupyterlab == null ? notebook : jupyterlab;
                    case "cuda" -> nvcc;
                    default -> null;
                });
    }
}

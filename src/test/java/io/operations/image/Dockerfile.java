package io.operations.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The instructions of the {@code Dockerfile}, continued lines joined, in order. */
public record Dockerfile(List<Instruction> instructions) {

    /** One of them. */
    public record Instruction(String name, String arguments) {}

    public static Dockerfile read() {
        try {
            var text = Files.readString(Path.of("Dockerfile"))
                    .replaceAll("(?m)^\\s*#.*\\n", "")
                    .replaceAll("\\\\\\n\\s*", "");
            return new Dockerfile(text.lines()
                    .filter(it -> !it.isBlank())
                    .map(it -> it.split(" ", 2))
                    .map(it -> new Instruction(it[0], it[1].strip()))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The arguments of all instructions of this name. */
    public List<String> all(String name) {
        return instructions.stream()
                .filter(it -> it.name().equals(name))
                .map(Instruction::arguments)
                .toList();
    }

    /** The instructions that make the last image out of the stage that it begins with. */
    public Dockerfile lastStage() {
        var from = instructions.stream().map(Instruction::name).toList().lastIndexOf("FROM");
        return new Dockerfile(instructions.subList(from, instructions.size()));
    }

    /** The environment that the image gives to the service. */
    public Map<String, String> environment() {
        var variables = new TreeMap<String, String>();
        all("ENV").stream().flatMap(it -> Arrays.stream(it.split(" +"))).forEach(it -> {
            var pair = it.split("=", 2);
            variables.put(pair[0], pair[1]);
        });
        return variables;
    }

    /** What is copied from the sources of the project. */
    public Stream<Path> copied() {
        return all("COPY").stream()
                .filter(it -> !it.startsWith("--from"))
                .flatMap(it -> Arrays.stream(it.split(" ")).limit(it.split(" ").length - 1))
                .map(Path::of);
    }
}

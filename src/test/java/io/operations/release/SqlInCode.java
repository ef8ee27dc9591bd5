package io.operations.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.StringEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The texts in compiled classes that can only be SQL, since they name a table where one is named. */
record SqlInCode(Pattern about) {

    private static final Path CLASSES = Path.of("target/classes/io/operations");

    /** What stands between the parts of a text that are put together when it runs, and between statements. */
    private static final Pattern HOLES = Pattern.compile("\u0001|%(\\d\\$)?s|; ");

    private static final int TOO_SHORT = 12;

    static SqlInCode about(Collection<String> tables) {
        return new SqlInCode(Pattern.compile(
                "(?:FROM|INTO|UPDATE|JOIN|TABLE|USING|LIKE)\\s+(?:" + String.join("|", tables) + ")\\b"));
    }

    /** Parts of statements, each without holes, in the shape that {@link Sql#shape} gives them. */
    List<String> parts() {
        try (var files = Files.walk(CLASSES)) {
            return files.filter(it -> it.toString().endsWith(".class"))
                    .flatMap(SqlInCode::texts)
                    .filter(it -> about.matcher(it).find())
                    .flatMap(HOLES::splitAsStream)
                    .map(Sql::shape)
                    .filter(it -> it.length() > TOO_SHORT)
                    .distinct()
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> texts(Path file) {
        try {
            var constants = ClassFile.of().parse(file).constantPool();
            return StreamSupport.stream(constants.spliterator(), false)
                    .filter(StringEntry.class::isInstance)
                    .map(it -> ((StringEntry) it).stringValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those that are in none of these statements. */
    List<String> partsMissingIn(Collection<String> shapes) {
        return parts().stream()
                .filter(part -> shapes.stream().noneMatch(it -> it.contains(part)))
                .toList();
    }
}

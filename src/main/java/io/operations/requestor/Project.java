package io.operations.requestor;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * What operations are grouped by, and what access rules are about.
 *
 * @param name        unique; part of URLs
 * @param description for people; may be empty
 * @param createdAt   when it was made
 */
public record Project(String name, String description, Instant createdAt) {

    /** The project of whoever names none. It always exists. */
    public static final String DEFAULT = "default";

    /** What {@link #isName} asks for, for refusals. */
    public static final String NAME_RULE =
            "must be 1 to 63 letters, digits, dots, underscores and dashes, beginning with a letter or digit";

    /** What {@link #isDescription} asks for, for refusals. */
    public static final String DESCRIPTION_RULE = "must be at most 1000 characters of well-formed Unicode without NUL";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern DESCRIPTION = Pattern.compile("[^\\x00\\p{Cs}]{0,1000}");

    /** Whether a project may be called so. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Whether a project may be described so. */
    public static boolean isDescription(String text) {
        return DESCRIPTION.matcher(text).matches();
    }
}

package io.operations.access;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Other spellings of a path, those that an HTTP client sends as they are. */
final class Spellings {

    private Spellings() {}

    /** By what is different. */
    static Map<String, String> of(String target) {
        var path = target.split("\\?", 2)[0];
        var query = target.substring(path.length());
        var spelled = new LinkedHashMap<String, String>();
        spelled.put("first letter encoded", encoded(path, 1));
        spelled.put("last letter encoded", encoded(path, path.length() - 1));
        spelled.put("all encoded", "/" + allEncoded(path.substring(1)));
        spelled.put("encoded twice", encoded(path, 1).replace("%", "%25"));
        spelled.put("slash encoded", path.substring(0, 1) + path.substring(1).replaceFirst("/", "%2f"));
        spelled.put("first slash doubled", "/" + path);
        spelled.put("last slash doubled", path.replaceFirst("/(?=[^/]*$)", "//"));
        spelled.put("slash at the end", path + "/");
        spelled.put("dot before", "/." + path);
        spelled.put("dots within", "/x/.." + path);
        spelled.put("encoded dots within", "/x/%2e%2e" + path);
        spelled.put("parameter", path + ";x=y");
        spelled.put("parameter within", path.replaceFirst("(?<=.)/(?=[^/]*$)", ";x=y/"));
        spelled.put("upper case", path.toUpperCase(Locale.ROOT));
        spelled.put("extension", path + ".json");
        spelled.put("zero at the end", path + "%00");
        spelled.put("other path before", "/docs/.." + path);
        spelled.replaceAll((_, it) -> it + query);
        spelled.values().removeIf(target::equals);
        return spelled;
    }

    private static String encoded(String path, int at) {
        if (path.length() <= at || at < 1 || path.charAt(at) == '%') return path;
        return path.substring(0, at) + "%%%02x".formatted((int) path.charAt(at)) + path.substring(at + 1);
    }

    private static String allEncoded(String text) {
        var all = new StringBuilder();
        text.chars().forEach(it -> all.append(it == '/' ? "/" : "%%%02X".formatted(it)));
        return all.toString();
    }
}

package io.operations;

import java.util.Map;
import java.util.TreeMap;

/**
 * One reading of the meters, as Prometheus takes it.
 *
 * @param samples values by name with labels, {@code api_requests_ongoing{entity_type="server"}} for example
 */
public record Scrape(Map<String, Double> samples) {

    public static Scrape of(Api api) {
        return parse(api.get("/actuator/prometheus").hasStatus(200).text());
    }

    static Scrape parse(String text) {
        var samples = new TreeMap<String, Double>();
        text.lines().filter(it -> !it.startsWith("#")).forEach(line -> {
            var end = line.lastIndexOf(' ');
            samples.put(line.substring(0, end), Double.parseDouble(line.substring(end + 1)));
        });
        return new Scrape(samples);
    }

    /** The value; 0 where there is no such sample. */
    public double value(String sample) {
        return samples.getOrDefault(sample, 0.0);
    }

    /** The sum over all labels of one name. */
    public double sum(String name) {
        return samples.entrySet().stream()
                .filter(it -> it.getKey().equals(name) || it.getKey().startsWith(name + "{"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}

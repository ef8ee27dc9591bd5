package io.operations.operation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSizeTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":[]}",
                "{\"a\":[1,-2,30000000000000000000000],\"b\":{\"c\":null,\"d\":true,\"e\":false}}",
                "{\"grün\":\"€ 😀\",\"\\\"\\\\\":\"\\b\\t\\n\\f\\r\\u0001\\u001F/\"}"
            })
    void isThatOfTheTextInUtf8(String json) {
        var value = Json.parseObject(json);

        assertThat(JsonSize.of(value)).isEqualTo(value.toString().getBytes(UTF_8).length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "-1.5", "1e308", "-1e308", "1e-300", "123456.789e-20", "0.1", "1e0", "5e-324"})
    void leavesRoomForNumbersAsPostgresWritesThem(String number) {
        var value = Json.parseObject("{\"a\":" + number + "}");
        var written = "{\"a\":" + new BigDecimal(number).toPlainString() + "}";

        assertThat(JsonSize.of(value)).isBetween((long) written.length(), written.length() + 4L);
    }

    @Test
    void writesNothingOutToCount() {
        var value = Json.object(Map.of("a", new BigDecimal("1e1000000000")));

        assertThat(JsonSize.of(value)).isGreaterThan(1_000_000_000L);
    }

    @Test
    void isThatOfLists() {
        var lists = Map.of("instances", List.of("/1.0/instances/grün", "/1.0/instances/b"));
        var written = Json.object(lists).toString().getBytes(UTF_8).length;

        assertThat(JsonSize.of(lists)).isBetween((long) written - 2, written + 2L);
    }
}

package dev.slipway.problem;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;

/** Says of JSON that is not what was expected, what is wrong with it, in the words of the API. */
public final class JsonFaults {
    private JsonFaults() {}

    /**
     * The problem with it: {@code invalid-request}, which names the member that is wrong, or the place where it is no JSON.
     *
     * @param whole what is JSON: {@code body}, or a part of a form
     */
    public static ProblemException of(String whole, JsonProcessingException fault) {
        if (fault instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            StringBuilder field = new StringBuilder();
            for (JsonMappingException.Reference step : mapping.getPath()) {
                if (step.getFieldName() == null) {
                    field.append('[').append(step.getIndex()).append(']');
                } else {
                    field.append(field.isEmpty() ? "" : ".").append(step.getFieldName());
                }
            }
            String message = switch (fault) {
                case UnrecognizedPropertyException e -> "is not a field here";
                case WholeText.BrokenException e -> e.what();
                case InvalidNullException e -> "is null";
                default -> "has the wrong type";
            };
            return ProblemException.invalid(field.toString(), message);
        }
        return ProblemException.invalid(whole, whatIsWrong(fault) + where(fault.getLocation()));
    }

    /** Of JSON that is wrong in itself. */
    private static String whatIsWrong(JsonProcessingException fault) {
        String said = String.valueOf(fault.getOriginalMessage());
        if (said.startsWith("Duplicate field")) {
            return "has two members of one name";
        }
        return said.startsWith("Trailing token") ? "goes on after its end" : "is not JSON of the expected shape";
    }

    private static String where(JsonLocation place) {
        return place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
    }
}

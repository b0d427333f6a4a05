package dev.lockstep.feature.value;

import java.math.BigInteger;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a text looks like. */
public enum TextShape {
  /** An integer of 32 bits as it is written in a table of integers: no zeros in front. */
  INT(1 << 0),
  /** The same of 64 bits. */
  LONG(1 << 1),
  /** A number as a double is written: 0.5 and 1.0E-7, but not 0.50, which is another text. */
  DOUBLE(1 << 2),
  /**
   * A decimal number: 12, -0.5, 1e-3, or Infinity, which no feature may be; no zeros in front, as
   * codes have, and no 1d.
   */
  NUMBER(1 << 3),
  /** A boolean as it is written in a table of booleans: true, false. */
  FLAG(1 << 4),
  /** The same in any case: True, FALSE. */
  BOOLEAN(1 << 5),
  /** An ISO date, perhaps with a time: 2024-02-29, 2024-02-29T12:00:00Z. */
  DATE(1 << 6);

  private static final Pattern INTEGER_TEXT = Pattern.compile("0|-?[1-9]\\d{0,18}");
  private static final Pattern FORMATTED_NUMBER =
      Pattern.compile("[-+]?\\d[\\d.]*(,\\d[\\d.]*)+ ?%?|[-+]?\\d+(\\.\\d+)? ?%");

  private static final Set<String> INFINITY = Set.of("inf", "infinity");

  private final int bit;

  TextShape(int bit) {
    this.bit = bit;
  }

  /** What stands for it in a set of bits. */
  public int bit() {
    return bit;
  }

  /** Whether a text that is not missing has this shape. */
  public boolean fits(String text) {
    return switch (this) {
      case INT -> isInteger(text) && isInt(text);
      case LONG -> isInteger(text);
      case DOUBLE -> isInteger(text) || isDouble(text);
      case NUMBER -> isNumber(text);
      case FLAG -> text.equals("true") || text.equals("false");
      case BOOLEAN -> isBoolean(text.strip());
      case DATE -> moment(text).isPresent();
    };
  }

  private static boolean isInteger(String text) {
    if (!INTEGER_TEXT.matcher(text).matches()) {
      return false;
    }
    // Of 19 digits, some are beyond 64 bits.
    return text.length() < 19 || text.equals(String.valueOf(new BigInteger(text).longValue()));
  }

  private static boolean isInt(String integer) {
    long value = Long.parseLong(integer);
    return value == (int) value;
  }

  private static boolean isDouble(String text) {
    return isNumber(text) && text.equals(Double.toString(Double.parseDouble(text)));
  }

  private static boolean isBoolean(String text) {
    return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
  }

  /** By hand, as it is asked of every value of a table of texts. */
  private static boolean isNumber(String text) {
    String bare = text.strip();
    int whole = afterSign(bare, 0);
    if (whole < bare.length() && isInfinity(bare, whole)) {
      return true;
    }
    int point = afterDigits(bare, whole);
    boolean code = point - whole > 1 && bare.charAt(whole) == '0';
    int fraction = point < bare.length() && bare.charAt(point) == '.' ? point + 1 : point;
    int exponent = afterDigits(bare, fraction);
    boolean digits = point > whole || exponent > fraction;
    return digits && !code && (exponent == bare.length() || isExponent(bare, exponent));
  }

  private static boolean isInfinity(String text, int from) {
    char first = text.charAt(from);
    return (first == 'I' || first == 'i')
        && INFINITY.contains(text.substring(from).toLowerCase(Locale.ROOT));
  }

  private static boolean isExponent(String text, int from) {
    if (text.charAt(from) != 'e' && text.charAt(from) != 'E') {
      return false;
    }
    int digits = afterSign(text, from + 1);
    return digits < text.length() && afterDigits(text, digits) == text.length();
  }

  private static int afterSign(String text, int from) {
    boolean sign = from < text.length() && (text.charAt(from) == '-' || text.charAt(from) == '+');
    return sign ? from + 1 : from;
  }

  private static int afterDigits(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i;
  }

  /**
   * The number that a text is; throws BadValueException if it is none.
   *
   * @param booleans whether true and false count as 1 and 0
   */
  public static double number(String text, boolean booleans) {
    if (isNumber(text)) {
      String bare = text.strip();
      int from = afterSign(bare, 0);
      if (isInfinity(bare, from)) {
        return from > 0 && bare.charAt(0) == '-'
            ? Double.NEGATIVE_INFINITY
            : Double.POSITIVE_INFINITY;
      }
      return Double.parseDouble(bare);
    }
    if (booleans && isBoolean(text.strip())) {
      return text.strip().toLowerCase(Locale.ROOT).equals("true") ? 1 : 0;
    }
    throw new BadValueException("'" + shorten(text) + "', which is not a number");
  }

  /** The date and time that a text is, in UTC if it names a zone. */
  public static Optional<LocalDateTime> moment(String text) {
    return Moments.of(text.strip());
  }

  /** Whether a text that is no number is one as people write it: 1,309.43, 4,17, 76.4%. */
  public static boolean isFormattedNumber(String text) {
    return FORMATTED_NUMBER.matcher(text.strip()).matches();
  }

  /** For messages. */
  public static String shorten(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }
}

package dev.lockstep.spark.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import org.junit.jupiter.api.Test;

class ReasonTest {
  @Test
  void whatAnObjectStoresClientTellsTwiceIsToldOnceWithoutItsClasses() {
    String refused =
        "software.amazon.awssdk.core.exception.SdkClientException: Unable to execute HTTP request:"
            + " Connect to 127.0.0.1:38511 [/127.0.0.1] failed: Connection refused";
    assertThat(
            Reason.of(
                new IOException(
                    "getFileStatus on s3a://bucket/run: " + refused + ":    " + refused)))
        .isEqualTo(
            "getFileStatus on s3a://bucket/run: Unable to execute HTTP request: Connect to"
                + " 127.0.0.1:38511 [/127.0.0.1] failed: Connection refused");
  }

  @Test
  void otherMessagesStayAsTheyAre() {
    String quota = "The DiskSpace quota of /runs is exceeded: quota = 1048576 B = 1 MB";
    assertThat(Reason.of(new IOException(quota + "\nmore"))).isEqualTo(quota);
    assertThat(Reason.of(new AccessDeniedException("/runs"))).isEqualTo("/runs: permission denied");
  }
}

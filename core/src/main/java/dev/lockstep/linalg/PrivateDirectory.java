package dev.lockstep.linalg;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * A directory among the temporary files, of the same name for all processes of a user, to which no
 * other user can write: what is found in it can be trusted.
 */
public final class PrivateDirectory {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private PrivateDirectory() {}

  /**
   * The directory of that name and this user, created if need be.
   *
   * @throws IOException if somebody else has one of that name
   */
  public static Path among(Path temporaryFiles, String name) throws IOException {
    Path directory = temporaryFiles.resolve(name + "-" + System.getProperty("user.name"));
    try {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    } catch (FileAlreadyExistsException e) {
      if (!isPrivate(directory)) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s is not a directory that this user alone can write to; remove it",
                directory),
            e);
      }
    } catch (UnsupportedOperationException e) {
      throw new IOException("no permissions can be set in " + temporaryFiles, e);
    }
    return directory;
  }

  /** Whether it is a directory, no link to one, of this user, that no other can write to. */
  static boolean isPrivate(Path directory) throws IOException {
    try {
      PosixFileAttributes found =
          Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return found.isDirectory()
          && found.owner().equals(thisUser())
          && found.permissions().stream().noneMatch(OTHERS::contains);
    } catch (UnsupportedOperationException e) {
      return false;
    }
  }

  /** By what a file of this process's own belongs to: names may have several numbers. */
  private static Object thisUser() throws IOException {
    Path probe = Files.createTempFile("lockstep", ".owner");
    try {
      return Files.getOwner(probe);
    } finally {
      Files.delete(probe);
    }
  }
}

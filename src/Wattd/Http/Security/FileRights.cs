using Wattd.Settings;

namespace Wattd.Http.Security;

/// <summary>Who may read the files of a web configuration: the daemon's user, and nobody else.</summary>
static class FileRights
{
    /// <summary>How to let the daemon read a file, as the end of a line; empty where it is not that.</summary>
    public static string Cure(UnreadableFileException e) => e.Trouble == FileTrouble.Forbidden
        ? "; 'chgrp wattd' and 'chmod g+r' on the file, and 'chmod a+x' on its folders, fix that"
        : "";

    /// <summary>Whether every user of the machine may read a file.</summary>
    public static bool AreOpen(string path)
    {
        try
        {
            return (File.GetUnixFileMode(path) & UnixFileMode.OtherRead) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

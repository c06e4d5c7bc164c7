using Wattd.Settings;

namespace Wattd.Http.Security;

/// <summary>Who may read the files of a web configuration: only the daemon's user.</summary>
static class FileRights
{
    /// <summary>How to make a file readable for the daemon, as the end of a line; empty for other errors.</summary>
    public static string Cure(string path, UnreadableFileException e) => UnitSandbox.Fix(path, e.Problem) switch
    {
        { Length: > 0 } fix => fix,
        _ when e.Problem == FileProblem.Forbidden =>
            "; 'chgrp wattd' and 'chmod g+r' on the file, and 'chmod a+x' on its folders, fix that",
        _ => "",
    };

    /// <summary>Whether every user of the machine can read a file.</summary>
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

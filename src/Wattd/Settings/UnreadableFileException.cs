namespace Wattd.Settings;

/// <summary>A file cannot be read.</summary>
/// <param name="trouble">Why it cannot be read.</param>
/// <param name="complaint">What is wrong, as a phrase that follows the file's name: <c>does not exist</c>.</param>
sealed class UnreadableFileException(FileTrouble trouble, string complaint) : Exception(complaint)
{
    public FileTrouble Trouble => trouble;
}

/// <summary>Why a file cannot be read.</summary>
enum FileTrouble
{
    /// <summary>It does not exist.</summary>
    Missing,

    /// <summary>This user may not read it.</summary>
    Forbidden,

    /// <summary>Anything else.</summary>
    Other,
}

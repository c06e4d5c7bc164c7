namespace Wattd.Settings;

/// <summary>A file cannot be read.</summary>
/// <param name="problem">Why it cannot be read.</param>
/// <param name="complaint">What is wrong, as a phrase that follows the file's name: <c>does not exist</c>.</param>
sealed class UnreadableFileException(FileProblem problem, string complaint) : Exception(complaint)
{
    public FileProblem Problem => problem;
}

/// <summary>Why a file cannot be read.</summary>
enum FileProblem
{
    /// <summary>It does not exist.</summary>
    Missing,

    /// <summary>This user may not read it.</summary>
    Forbidden,

    /// <summary>Anything else.</summary>
    Other,
}
